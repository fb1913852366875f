// Each answer is followed by the next request: what is counted, and what is no answer.
import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { serve } from '../support/peers.js';
import { bench, benchOnce, checkReport, startBench } from './support/bench.js';
import { answering, echo, echoInPieces, silent } from './support/bench-servers.js';

describe('fdset bench in a closed loop', () => {
  it('counts the answers, and has a latency for each', async () => {
    const { url, connections } = serve(echo);
    const report = await benchOnce(url, '--connections', '5');
    expect(connections).toHaveLength(5);
    expect(report.answered).toBeGreaterThan(0);
    expect(report.latency.count).toBe(report.answered);
    expect(report.connect.count).toBe(5);
    expect(report.errors).toEqual({ total: 0, byKind: {}, firstWrongAnswer: null });
    expect([report.service, report.sendLag, report.unsent]).toEqual([null, null, 0]);
  });

  it('has one request under way on a connection', async () => {
    let longest = 0;
    const note = answering((piece) => {
      longest = Math.max(longest, piece.length);
      return piece;
    });
    await bench(serve(note).url, '--size', '10');
    expect(longest).toBe(10);
  });

  it('has as many under way as --pipeline says, and no more', async () => {
    let longest = 0;
    let unanswered = 0;
    const { url } = serve(async (conn) => {
      for (;;) {
        // Everything that the client sends without an answer is there when the loop comes round again and again.
        let piece = await conn.recv(65_536);
        for (let turns = 0; turns < 20; turns++) {
          await setImmediate();
          const more = await conn.recv(65_536, { timeoutMs: 0 }).catch(() => null);
          if (more !== null) piece = Buffer.concat([piece, more]);
        }
        if (piece.length === 0) return;
        longest = Math.max(longest, piece.length);
        unanswered = piece.length % 10;
        await conn.sendall(piece);
      }
    });
    const { answered } = await bench(url, '--size', '10', '--pipeline', '7', '--connections', '1');
    expect([longest, unanswered]).toEqual([70, 0]);
    expect(answered).toBeGreaterThan(7);
  });

  it('waits for whole answers, however they are cut', async () => {
    const report = await bench(serve(echoInPieces).url, '--size', '20');
    expect(report.answered).toBeGreaterThan(0);
    expect(report.errors.total).toBe(0);
  });

  it('sends and compares answers that no buffer of the kernel holds', async () => {
    const report = await bench(serve(echo).url, '--size', '3m', '--connections', '1', '-d', '1s');
    expect(report.errors.total).toBe(0);
    expect(report.sent).toBeGreaterThan(0);
  });

  it('gives every thread its share of the connections', async () => {
    const { url, connections } = serve(echo);
    const report = await benchOnce(url, '--connections', '5', '--threads', '2');
    expect([report.threads.length, connections.length]).toEqual([2, 5]);
    expect(report.answered).toBeGreaterThan(0);
  });

  it('measures nothing of the warm-up', async () => {
    let requests = 0;
    const counted = answering((piece) => {
      requests++;
      return piece;
    });
    const report = await bench(serve(counted).url, '--warmup', '300ms', '--connections', '1');
    expect(report.answered).toBeGreaterThan(0);
    expect(report.latency.count).toBe(report.answered);
    expect(requests).toBeGreaterThan(report.answered);
  });

  it('closes every connection, and has a report, when Ctrl-C ends it', async () => {
    const ended: Promise<void>[] = [];
    let hear = (): void => {};
    const asked = new Promise<void>((resolve) => (hear = resolve));
    const { url, connections } = serve((conn) => {
      const one = answering((piece) => {
        hear();
        return piece;
      })(conn);
      ended.push(one.catch(() => {}));
      return one;
    });
    const running = startBench(url, '--json', '--duration', '1m', '--connections', '3');
    await asked;
    running.kill('SIGINT');
    const code = await running.exits();
    const { runs } = checkReport(running.stdout.toString(), code);
    expect(runs[0]?.wasStopped).toBe(true);
    await Promise.all(ended);
    expect(connections.length).toBe(3);
  });

  it('counts the connections that got no answer at all', async () => {
    let first = true;
    const { url } = serve(async (conn) => {
      const script = first ? echo : silent;
      first = false;
      await script(conn);
    });
    const running = startBench(url, '--json', '--interval', '10ms', '-d', '1m', '-c', '3');
    await running.outputs(() => /"answered":[1-9]/.test(running.stdout.toString()));
    running.kill('SIGINT');
    await running.exits();
    const report = running.stdout.toString().trimEnd().split('\n').at(-1) ?? '';
    const [run] = (JSON.parse(report) as { runs: { starved: number; answered: number }[] }).runs;
    expect(run?.starved).toBe(2);
    expect(run?.answered).toBeGreaterThan(0);
  });

  it('opens a thousand connections', async () => {
    const { url, connections } = serve(echo);
    const report = await benchOnce(url, '--connections', '1000');
    expect(connections).toHaveLength(1000);
    expect(report.connect.count).toBe(1000);
    expect(report.errors.total).toBe(0);
  });
});

describe('fdset bench --reconnect-each', () => {
  it('asks one thing on each connection', async () => {
    let most = 0;
    const { url, connections } = serve(async (conn) => {
      let requests = 0;
      await answering((piece) => {
        most = Math.max(most, ++requests);
        return piece;
      })(conn);
    });
    const report = await bench(url, '--reconnect-each', '--connections', '2');
    expect(report.answered).toBeGreaterThan(0);
    expect(most).toBe(1);
    expect(connections.length).toBeGreaterThanOrEqual(report.answered);
    expect(report.connect.count).toBeGreaterThanOrEqual(report.answered);
    expect(report.errors.total).toBe(0);
  });
});

describe('what is no answer is told by kind, and has no latency:', () => {
  const onlyFailures = async (url: string, ...args: string[]): Promise<string[]> => {
    const report = await bench(url, '--connections', '2', ...args);
    expect([report.answered, report.latency.count]).toEqual([0, 0]);
    expect(report.errors.total).toBeGreaterThan(0);
    return Object.keys(report.errors.byKind);
  };

  it.each([0, 31, 63])('an answer of 64 bytes of which byte %i is another one', async (at) => {
    const changed = answering((piece) => {
      const answer = Buffer.from(piece);
      answer[at] = (answer[at] as number) ^ 1;
      return answer;
    });
    expect(await onlyFailures(serve(changed).url)).toEqual(['wrong answer']);
  });

  it('an answer that does not come', async () => {
    expect(await onlyFailures(serve(silent).url, '--timeout', '100ms')).toEqual([
      'no answer in time',
    ]);
  });

  it('the end of the connection', async () => {
    const { url } = serve(async (conn) => void (await conn.recv(100)));
    expect(await onlyFailures(url)).toEqual(['closed by the server']);
  });

  it('a reset', async () => {
    const { url } = serve(async (conn) => {
      await conn.recv(1);
      conn.setLinger(0);
    });
    expect(await onlyFailures(url)).toEqual(['ECONNRESET']);
  });

  it('bytes behind the answer', async () => {
    const { url } = serve(answering((piece) => Buffer.concat([piece, piece])));
    const { errors } = await bench(url, '--connections', '1');
    expect(Object.keys(errors.byKind)).toEqual(['bytes that nobody asked for']);
  });

  it('bytes that are no frame', async () => {
    const { url } = serve(answering(() => Buffer.from('nonsense')));
    expect(await onlyFailures(url, '--framing', 'netstring')).toEqual(['malformed answer']);
  });
});
