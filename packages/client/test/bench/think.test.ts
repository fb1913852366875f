// Pauses between an answer and the next request of its connection.
import { monotonicMs } from '@fdset/posix';
import { describe, expect, it } from 'vitest';
import { LoadConnection, RequestTimes } from '../../src/bench/worker/load-connection.js';
import { Pauses } from '../../src/bench/worker/pauses.js';
import { serve } from '../support/peers.js';
import { bench } from './support/bench.js';
import { silent } from './support/bench-servers.js';
import type { Stream } from './support/bench-servers.js';

const THINK_MS = 40;

/** Echoes, and notes how long after each answer the next request comes. */
const noting =
  (pausesMs: number[]) =>
  async (conn: Stream): Promise<void> => {
    let answeredMs = -Infinity;
    for (let data = await conn.recv(64); data.length > 0; data = await conn.recv(64)) {
      pausesMs.push(monotonicMs() - answeredMs);
      // Before the answer is on its way, so that the pause is not taken for shorter than it is.
      answeredMs = monotonicMs();
      await conn.sendall(data);
    }
  };

describe('fdset bench --think', () => {
  it.each([[[]], [['--threads', '2']]])(
    'pauses at least so long after each answer %j',
    async (args) => {
      const pausesMs: number[] = [];
      const { url } = serve(noting(pausesMs));
      const think = ['--think', `${THINK_MS}ms`, '--duration', '400ms'];
      const report = await bench(url, '--connections', '3', ...think, ...args);
      expect(report.answered).toBeGreaterThan(0);
      expect(report.errors.total).toBe(0);
      const later = pausesMs.filter((ms) => ms < Infinity);
      expect(Math.min(...later)).toBeGreaterThanOrEqual(THINK_MS);
      // The latency is that of the answer alone: a pause is no part of it.
      expect(report.latency.count).toBe(report.answered);
    },
  );

  it('asks on a new connection after each pause, with --reconnect-each', async () => {
    const { url, connections } = serve(async (conn) => {
      await conn.sendall(await conn.recv(64));
      await silent(conn);
    });
    const args = ['--reconnect-each', '--connections', '2', '--think', '20ms'];
    const report = await bench(url, ...args);
    expect(report.answered).toBeGreaterThan(0);
    expect(report.errors.total).toBe(0);
    expect(connections.length).toBeGreaterThanOrEqual(report.answered);
  });
});

describe('the pauses of a thread', () => {
  const pausing = (
    count: number,
    share: { index: number; of: number },
  ): [Pauses, LoadConnection[]] => {
    const times = new RequestTimes(count, 1);
    const connections = Array.from({ length: count }, (_, at) => new LoadConnection(times, at));
    const pauses = new Pauses(1000, count, share);
    pauses.begin(500);
    for (const one of connections) pauses.add(one, 500);
    return [pauses, connections];
  };

  it('begin spread over one pause, between those of the other threads', () => {
    const starts = (index: number): number[] => {
      const [pauses, connections] = pausing(2, { index, of: 2 });
      return connections.map((connection) => {
        const { nextMs } = pauses;
        expect(pauses.take(nextMs)).toBe(connection);
        return nextMs;
      });
    };
    expect([starts(0), starts(1)]).toEqual([
      [500, 1000],
      [750, 1250],
    ]);
  });

  it('end in the order in which they began, and not before their time', () => {
    const [pauses, [first, second]] = pausing(2, { index: 0, of: 1 });
    expect(pauses.take(499.9)).toBeNull();
    expect(pauses.take(500)).toBe(first);
    pauses.add(first as LoadConnection, 600);
    expect(pauses.take(1000)).toBe(second);
    expect([pauses.nextMs, pauses.take(1599.9)]).toEqual([1600, null]);
    expect(pauses.take(1600)).toBe(first);
    expect(pauses.nextMs).toBe(Infinity);
  });

  it('are one for each connection, however often it is added', () => {
    const [pauses, [only]] = pausing(1, { index: 0, of: 1 });
    pauses.add(only as LoadConnection, 900);
    expect(pauses.take(2000)).toBe(only);
    expect(pauses.take(2000)).toBeNull();
  });
});
