// Runs one real round of servers and load generators with short times, and checks what is left of them afterwards.
import { createServer } from 'node:net';
import { once } from 'node:events';
import { someOf } from '@fdset/test-support/exhaustive';
import { SOCKETS_AND_PIPES, openedFromNow } from '@fdset/test-support/opened-from-now';
import { beforeAll, expect, it } from 'vitest';

import { datagrams } from '../src/datagrams/question.mjs';
import { echoPeers } from '../src/echo/peers.mjs';
import { runToEnd, startChild } from '../src/kit/child.mjs';
import { nativeProgram } from '../src/harness/native.mjs';
import { trendOf } from '../src/harness/trial-figures.mjs';
import { runEchoTrial } from '../src/harness/trial.mjs';
import { ask, children, cores, describeOnLinux, signal, runnerOf } from './support/trials.mjs';

beforeAll(() => {
  if (cores !== null) nativeProgram('echo-load');
});

const run = runnerOf(echoPeers, runEchoTrial, { idleMs: 60 });

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

/** The output of a load generator for a server that answers `soon` requests at once, and each later one after `measureMs`. */
const measureTiring = async (soon, measureMs) => {
  let answers = 0;
  const server = createServer((socket) => {
    socket.on('data', (data) => {
      if (++answers <= soon) socket.write(data);
      else setTimeout(() => socket.write(data), measureMs);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const args = [`--port=${server.address().port}`, '--size=64', `--measure-ms=${measureMs}`];
  const output = await runToEnd([nativeProgram('echo-load'), ...args], { signal });
  server.close();
  return JSON.parse(output);
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

  it('tells how many requests the first half of the measured time had', async () => {
    const soon = 200;
    // The first answer begins the measured time.
    const counted = soon - 1;
    let output;
    // On a slow machine these requests do not fit into half of a short time.
    for (let measureMs = 150; ; measureMs *= 2) {
      output = await measureTiring(soon, measureMs);
      if (output.firstHalf.requests >= counted) break;
    }
    // An answer still counts if it arrives after the time is up and before the load generator has looked at the clock.
    expect(output.requests - output.firstHalf.requests).toBeLessThan(counted / 10);
    expect(output.measured.seconds).toBeGreaterThan(output.firstHalf.seconds);
    expect(trendOf(output, {}).trend).toBeLessThan(0.5);
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

/** Asks with longer and longer times until every trial had an answer. */
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

  it('measures servers that take many at once, in bursts of 32', async () => {
    const peers = someOf(
      ['fdset-batch', 'fdset-async-socket', 'fdset-async-server'],
      ['fdset-async-socket', 'fdset-async-server'],
    );
    const { trials, skipped } = await answeredAll((measureMs) =>
      ask(datagrams, peers, ['unix-32', 'udp-32'], measureMs),
    );
    expect(skipped).toEqual([]);
    // AsyncUDPServer has no Unix sockets.
    expect(trials).toHaveLength(2 * peers.length - 1);
  });
});
