// Runs one real round of the questions about servers with short times.
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { someOf } from '@fdset/test-support/exhaustive';
import { SOCKETS_AND_PIPES, openedFromNow } from '@fdset/test-support/opened-from-now';
import { beforeAll, expect, it } from 'vitest';

import { cpuBound } from '../src/cpu-bound/question.mjs';
import { runToEnd } from '../src/kit/child.mjs';
import { nativeProgram } from '../src/harness/native.mjs';
import { startServer } from '../src/kit/server.mjs';
import { runConnectTrial } from '../src/harness/trial.mjs';
import { persistent } from '../src/persistent/question.mjs';
import { poolSize } from '../src/pool-size/question.mjs';
import { fdset, native, serverPeers } from '../src/servers/peers.mjs';
import { compute } from '../src/servers/peers/compute.mjs';
import { servers } from '../src/servers/question.mjs';
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
  if (cores !== null) nativeProgram('connect-load');
});

const runServer = (peer, load, least = 1) =>
  untilAnswered((measureMs) => runFor(measureMs, peer, load), least);

const runFor = (measureMs, peer, load) =>
  runConnectTrial({
    command: (placed) => peer.command(runtimes, placed),
    missing: peer.missing,
    load,
    times: { warmupMs: 30, measureMs },
    cores,
    signal,
  });

describeOnLinux('a trial with a connection for each request', () => {
  const all = serverPeers.map(({ id }) => id).filter((id) => id !== 'fdset-forking-tcp-spawn');
  const some = ['c-threads', 'cpython-forking-tcp', 'fdset-forking-tcp'];
  const ids = someOf(all, some);

  it.each(ids)('answers, and leaves no process behind: %s', async (id) => {
    const [opened, before] = [openedFromNow(SOCKETS_AND_PIPES), children()];
    const peer = serverPeers.find((one) => one.id === id);
    const figures = await runServer(peer, { clients: 4 });
    expect(figures.perSecond).toBeGreaterThan(0);
    expect(figures.p99Ns).toBeGreaterThanOrEqual(figures.p50Ns);
    expect([opened(), children()]).toEqual([[], before]);
  });

  it('measures from the first connection on where there is no warm-up', async () => {
    const server = await startServer(native('accept', '').command(), {
      core: cores.server,
      signal,
    });
    const unmeasured = async (warmupMs) => {
      const times = [`--warmup-ms=${warmupMs}`, '--measure-ms=20'];
      const asked = [`--port=${server.address}`, `--pid=${server.pid}`, ...times];
      const output = await runToEnd([nativeProgram('connect-load'), ...asked], { signal });
      const { requests, compared } = JSON.parse(output);
      return compared - requests;
    };
    try {
      // This is the request that is under way at the end.
      expect(await unmeasured(0)).toBe(1);
      expect(await unmeasured(1)).toBeGreaterThan(1);
    } finally {
      await server.stop();
    }
  });

  it('counts the processor time of threads and processes that have ended', async () => {
    const spinUs = 5000;
    for (const place of ['accept', 'thread-each', 'fork']) {
      const peer = native(place, place, ['once', String(spinUs)]);
      const { cpuNsPerRequest } = await runServer(peer, { clients: 1 }, 8);
      // One or two requests are under way at the start or the end of the measured time.
      expect([place, cpuNsPerRequest > 500 * spinUs]).toEqual([place, true]);
    }
  });

  it('sends bursts whatever became of those before', async () => {
    const slow = fdset('TCPServer', 'Wait', { options: { context: { waitMs: 2 } } });
    const [clients, gapMs] = [2, 50];
    const measure = async (measureMs) => {
      const startedAt = performance.now();
      const figures = await runFor(measureMs, slow, { clients, gapMs });
      const bursts = (performance.now() - startedAt) / gapMs + 1;
      return { ...figures, requests: (figures.perSecond * measureMs) / 1000, bursts };
    };
    const { requests, bursts, p50Ns } = await untilAnswered(measure, 1, 300);
    // If requests were sent as soon as others were answered, there would be three times as many in that time alone.
    expect(requests).toBeLessThan(clients * bursts);
    expect(p50Ns).toBeGreaterThan(1.9e6);
  });

  it('asks the server for its own figures', async () => {
    const pool = fdset('ThreadPoolTCPServer', 'EchoOnce', {
      options: { minWorkers: 3, maxWorkers: 3 },
    });
    const { workers, rss } = await runServer(pool, { clients: 1, report: true });
    expect(workers).toBe(3);
    expect(rss).toBeGreaterThan(1e6);
  });
});

describeOnLinux('the computation', () => {
  it('is the same in both languages', async () => {
    const script =
      'import sys; sys.path.insert(0, sys.argv[1]); import servers; print(servers.compute(1000))';
    const folder = fileURLToPath(new URL('../src/servers/peers', import.meta.url));
    const theirs = execFileSync(runtimes.python.path, ['-B', '-c', script, folder], {
      encoding: 'utf8',
    });
    expect(compute(1000)).toBe(Number(theirs));
  });
});

describeOnLinux('the questions about servers', () => {
  it('measure what they name', async () => {
    const one = await ask(servers, ['c-accept', 'fdset-tcp'], ['1-client']);
    const begun = await ask(servers, ['fdset-tcp', 'fdset-threading-tcp'], ['8-clients-fresh']);
    const kept = await ask(persistent, ['fdset-threading-tcp'], ['3x64x1']);
    const computed = await ask(cpuBound, ['fdset-thread-pool-tcp'], ['2-clients']);
    // A test above has bursts alone. Bursts with computation take as long as all other cases together.
    const cases = someOf(['waiting', 'bursts'], ['waiting']);
    const sized = await ask(poolSize, ['fdset-pool-2'], cases);
    const asked = [one, begun, kept, computed, sized];
    expect(asked.map(({ trials }) => trials.length)).toEqual([2, 1, 1, 1, cases.length]);
    expect(asked.flatMap(({ skipped }) => skipped)).toEqual([]);
    expect(sized.trials[0].workers).toBe(2);
  });
});
