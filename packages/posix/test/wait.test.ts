import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import * as posix from '@fdset/posix';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { thrownBy } from './helpers/thrown-by.js';

let a: number;
let b: number;
let epfd: number;
beforeEach(() => {
  [a, b] = posix.socketpair();
  epfd = posix.epollCreate();
  posix.epollCtl(epfd, posix.EPOLL_CTL_ADD, a, posix.EPOLLIN, 7);
});
afterEach(() => [a, b, epfd].forEach((fd) => posix.close(fd)));

type Wait = (timeoutMs: number | null) => number;
const triples = new Int32Array(30);
const waits: [string, Wait][] = [
  ['waitFd', (timeoutMs) => posix.waitFd(a, posix.POLLIN, timeoutMs)],
  ['waitPoll', (timeoutMs) => posix.waitPoll(Int32Array.of(a, posix.POLLIN, 0), 1, timeoutMs)],
  ['waitSelect', (timeoutMs) => posix.waitSelect(Int32Array.of(a, 1, 0), 1, timeoutMs)],
  ['waitEpoll', (timeoutMs) => posix.waitEpoll(epfd, triples, timeoutMs)],
  ['poll', (timeoutMs) => posix.poll(Int32Array.of(a, posix.POLLIN, 0), 1, timeoutMs)],
  ['select', (timeoutMs) => posix.select(Int32Array.of(a, 1, 0), 1, timeoutMs)],
  ['epollWait', (timeoutMs) => posix.epollWait(epfd, triples, timeoutMs)],
];

describe.each(waits)('%s', (_, wait) => {
  it('S22: says that there is something to read', () => {
    posix.send(b, Buffer.from('x'));
    expect(wait(null)).toBe(1);
    expect(wait(0)).toBe(1);
  });

  it('S23: 0 polls once', () => {
    expect(wait(0)).toBe(0);
  });

  it.each([0.2, 1, 7.5, 30])('S23: %d ms are never cut short', (timeoutMs) => {
    for (let round = 0; round < 5; round++) {
      const start = performance.now();
      expect(wait(timeoutMs)).toBe(0);
      expect(performance.now() - start).toBeGreaterThanOrEqual(timeoutMs);
    }
  });

  it('S23: what is no time is refused', () => {
    for (const timeout of [Number.NaN, '5', {}, undefined])
      expect(thrownBy(() => wait(timeout as never)).code).toBe('ERR_FDSET_INVALID_ARG_TYPE');
  });
});

it('waitEpoll reports the descriptor, its generation and its events', () => {
  posix.send(b, Buffer.from('x'));
  posix.waitEpoll(epfd, triples, null);
  expect([...triples.subarray(0, 3)]).toEqual([a, 7, posix.EPOLLIN]);
});

it.each([posix.waitPoll, posix.waitSelect, posix.poll, posix.select])(
  'S25: with nothing to wait for it sleeps: %o',
  (wait) => {
    const start = performance.now();
    expect(wait(new Int32Array(0), 0, 20)).toBe(0);
    expect(performance.now() - start).toBeGreaterThanOrEqual(20);
    expect(wait(new Int32Array(0), 0, 0)).toBe(0);
  },
);

it('sleep sleeps', () => {
  const start = performance.now();
  posix.sleep(20.5);
  expect(performance.now() - start).toBeGreaterThanOrEqual(20.5);
});

it('S9: a descriptor that no fd_set holds is refused, nothing is written past the set', () => {
  const entries = Int32Array.of(posix.FD_SETSIZE, 1, 0);
  for (const call of [posix.select, posix.waitSelect])
    expect(thrownBy(() => call(entries, 1, 0)).code).toBe('ERR_FDSET_OUT_OF_RANGE');
});

it('a count beyond the array is refused', () => {
  for (const call of [posix.select, posix.waitSelect, posix.poll, posix.waitPoll])
    expect(thrownBy(() => call(Int32Array.of(a, 1, 0), 2, 0)).code).toBe('ERR_FDSET_OUT_OF_RANGE');
});

const fixture = (name: string): string =>
  fileURLToPath(new URL(`./fixtures/${name}`, import.meta.url));

/** Runs a fixture, sends it signals once it says that it blocks, and collects its output. */
async function signalled(name: string, signals: NodeJS.Signals[], args: string[] = []) {
  const child = spawn(process.execPath, [fixture(name), ...args]);
  let output = '';
  child.stdout.on('data', (data: Buffer) => (output += data.toString()));
  await once(child.stdout, 'data');
  for (const signal of signals) child.kill(signal);
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
  return { code, signal, output };
}

describe.each(['waitFd', 'recvWaiting', 'waitPoll', 'waitSelect', 'waitEpoll', 'sleep', 'busy'])(
  '%s on the main thread',
  (how) => {
    it('a signal with a JavaScript handler ends it with InterruptedError, and the handler runs', async () => {
      const { code, output } = await signalled('interrupted-main.mjs', ['SIGINT'], [how]);
      expect(output).toBe('blocking\nInterruptedError EINTR\nhandler SIGINT\n');
      expect(code).toBe(0);
    });
  },
);

it('S26: stop and continue, which the kernel reports as EINTR, does not end a wait early', async () => {
  const { code, output } = await signalled('timed-wait.mjs', ['SIGSTOP', 'SIGCONT']);
  expect(output).toMatch(/^blocking\n0 after at least 300 ms\n$/);
  expect(code).toBe(0);
});

it('without a handler a signal does what it always does', async () => {
  const { signal } = await signalled('timed-wait.mjs', ['SIGTERM'], ['3600000']);
  expect(signal).toBe('SIGTERM');
});
