// One real round with short times: servers, load generators, and what is left of them afterwards.
import { createServer } from 'node:net';
import { once } from 'node:events';
import { someOf } from '@fdset/test-support/exhaustive';
import { SOCKETS_AND_PIPES, openedFromNow } from '@fdset/test-support/opened-from-now';
import { beforeAll, expect, it } from 'vitest';

import { datagrams } from '../src/datagrams/question.mjs';
import { echoPeers } from '../src/echo/peers.mjs';
import { startChild } from '../src/harness/child.mjs';
import { nativeProgram } from '../src/harness/native.mjs';
import { runEchoTrial } from '../src/harness/trial.mjs';
import {
  ask,
  children,
  cores,
  describeOnLinux,
  runtimes,
  signal,
  untilAnswered,
} from './support/trials.mjs';

beforeAll(() => {
  if (cores !== null) nativeProgram('echo-load');
});

const run = (id, load) => untilAnswered((measureMs) => runFor(measureMs, id, load));

const runFor = (measureMs, id, load) => {
  const peer = echoPeers.find((one) => one.id === id);
  const command = (placed) => peer.command(runtimes, placed);
  const times = { warmupMs: 30, measureMs, idleMs: 60 };
  return runEchoTrial({ command, missing: peer.missing, load, times, cores, signal });
};

describeOnLinux('an echo trial', () => {
  const ids = [
    'c-epoll',
    'fdset-raw',
    'fdset-recv-into',
    'fdset-document',
    'fdset-async',
    'node-net',
  ];

  it.each(someOf(ids, ['c-epoll', 'fdset-document', 'fdset-async']))(
    'serves many connections with requests outstanding: %s',
    async (id) => {
      const [opened, before] = [openedFromNow(SOCKETS_AND_PIPES), children()];
      const figures = await run(id, { connections: 20, size: 4096, depth: 4 });
      expect(figures.perSecond).toBeGreaterThan(0);
      expect(figures.cpuNsPerRequest).toBeGreaterThan(0);
      expect(figures.p99Ns).toBeGreaterThanOrEqual(figures.p50Ns);
      expect([opened(), children()]).toEqual([[], before]);
    },
  );

  it.each(someOf(ids, ['fdset-recv-into', 'node-net']))(
    'answers messages that do not fit the socket buffers: %s',
    async (id) => {
      const figures = await run(id, { connections: 2, size: 1_000_000, depth: 4 });
      expect(figures.perSecond).toBeGreaterThan(0);
    },
  );

  it('says which peer is missing', async () => {
    await expect(run('bun', { connections: 1, size: 64, depth: 1 })).rejects.toThrow(/Bun is not/);
  });
});

const loadAgainst = async (onConnection) => {
  const server = createServer(onConnection).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const program = nativeProgram('echo-load');
  const args = [`--port=${server.address().port}`, '--size=64', '--measure-ms=200'];
  const load = startChild([program, ...args], { signal });
  const { code } = await load.closed;
  server.close();
  return { code, errors: load.errors() };
};

describeOnLinux('the load generator', () => {
  it('notices bytes that are not its own', async () => {
    const wrong = (socket) =>
      socket.on('error', () => {}).on('data', (data) => socket.write(data.map((byte) => byte ^ 1)));
    const { code, errors } = await loadAgainst(wrong);
    expect(code).toBe(1);
    expect(errors).toContain('wrong bytes came back');
  });

  it('notices a server that closes', async () => {
    const { code, errors } = await loadAgainst((socket) => {
      socket.on('error', () => {}).once('data', () => socket.end());
    });
    expect(code).toBe(1);
    expect(errors).toMatch(/closed a connection|reset|Broken pipe/);
  });
});

describeOnLinux('child processes', () => {
  it('end with the signal that interrupts the run', async () => {
    const controller = new AbortController();
    const child = startChild(['sleep', '60'], { signal: controller.signal });
    controller.abort(new Error('interrupted'));
    expect(await child.closed).toMatchObject({ signal: 'SIGKILL' });
  });
});

/** Asks with longer times until every trial had an answer. */
const answeredAll = async (question) => {
  for (let measureMs = 60; ; measureMs *= 2) {
    const asked = await question(measureMs);
    if (asked.trials.every(({ perSecond }) => perSecond > 0)) return asked;
  }
};

describeOnLinux('a datagram question', () => {
  it('measures C and fdset on both families', async () => {
    const peers = someOf(
      ['c-epoll', 'fdset-async', 'fdset-blocking'],
      ['c-epoll', 'fdset-blocking'],
    );
    const { trials, skipped } = await answeredAll((measureMs) =>
      ask(datagrams, peers, ['unix-8', 'udp-1'], measureMs),
    );
    expect(skipped).toEqual([]);
    expect(trials).toHaveLength(2 * peers.length);
  });
});
