// Limits of many AsyncSockets, which one timer enforces.
import { createHook } from 'node:async_hooks';
import { expect, it, onTestFinished } from 'vitest';
import { AF_UNIX, socketpair } from '../../src/index.js';
import { AsyncSocket, SharedLimits } from '../../src/async/index.js';
import { thrownBy } from '../support/sockets.js';

const pair = (): [AsyncSocket, AsyncSocket] => {
  const [a, b] = socketpair(AF_UNIX).map((socket) => AsyncSocket.from(socket)) as [
    AsyncSocket,
    AsyncSocket,
  ];
  onTestFinished(() => {
    a.close();
    b.close();
  });
  return [a, b];
};

const LARGE = Buffer.alloc(1 << 20);
const LATE = { name: 'SocketTimeoutError', code: 'ETIMEDOUT' };

/** How long a promise took to reject, and with what. */
const rejection = async (promise: Promise<unknown>) => {
  const start = performance.now();
  const error = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  return { error, afterMs: performance.now() - start };
};

it.each([
  ['idleMs', (socket: AsyncSocket) => socket.recv(9)],
  ['readMs', (socket: AsyncSocket) => socket.recv(9)],
  ['readMs', (socket: AsyncSocket) => socket.chunks(9).next()],
  ['idleMs', (socket: AsyncSocket) => socket.send(LARGE)],
  ['writeMs', (socket: AsyncSocket) => socket.sendall(LARGE)],
])('%s ends an operation, and not early', async (name, begin) => {
  const [socket] = pair();
  onTestFinished(new SharedLimits({ [name]: 30 }).watch(socket));
  const { error, afterMs } = await rejection(begin(socket));
  expect(error).toMatchObject({ ...LATE, message: expect.stringContaining('30 ms') as unknown });
  expect(afterMs).toBeGreaterThanOrEqual(29);
});

it('loses no byte, and the socket goes on', async () => {
  const [socket, peer] = pair();
  onTestFinished(new SharedLimits({ readMs: 5 }).watch(socket));
  await expect(socket.recv(9)).rejects.toMatchObject(LATE);
  await peer.send('hello');
  expect((await socket.recv(9)).toString()).toBe('hello');
});

it('each receive and each send has its time anew, and readCall joins receives to one', async () => {
  const [socket, peer] = pair();
  const [joined, other] = pair();
  const limits = new SharedLimits({ readMs: 100 });
  const call = {};
  onTestFinished(limits.watch(socket));
  onTestFinished(limits.watch(joined, () => call));
  let failed: unknown = null;
  const joins = (async () => {
    for (;;) await joined.recv(1);
  })().catch((error: unknown) => (failed = error));
  // The one whose receives are one call is late while the other one is served again and again.
  let received = 0;
  while (failed === null) {
    await Promise.all([peer.send('x'), other.send('x')]);
    received += (await socket.recv(1)).length;
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  await joins;
  expect(failed).toMatchObject(LATE);
  expect(received).toBeGreaterThan(1);
});

const IDLE_MS = 100;
// The kernel asks for more when a good part of its queue is free, so each of these parts lets the send go on.
const PART = 1 << 17;
const PARTS = Buffer.alloc(64 * PART);

/** Whether a connection was not idle for the machine, which held up this program for as long as the limit. */
const exchangesWhileAnotherIsIdle = async (): Promise<'stalled' | 'right'> => {
  const [socket, peer] = pair();
  const [idle] = pair();
  const limits = new SharedLimits({ idleMs: IDLE_MS });
  for (const one of [socket, idle]) onTestFinished(limits.watch(one));
  let isIdle = false;
  const control = rejection(idle.recv(1)).then(() => (isIdle = true));
  // It waits for bytes all the time, and sends a large message that its peer takes little by little.
  const waiting = rejection(socket.recv(1));
  const sending = rejection(socket.send(PARTS));
  let longestGapMs = 0;
  for (let taken = 0, at = performance.now(); !isIdle || taken < PARTS.length;) {
    const more = await peer
      .recv(isIdle ? PARTS.length : PART, { timeoutMs: IDLE_MS })
      .catch(() => '');
    if (more === '') return 'stalled';
    taken += more.length;
    await new Promise((resolve) => setTimeout(resolve, 5));
    longestGapMs = Math.max(longestGapMs, performance.now() - at);
    at = performance.now();
  }
  await control;
  await peer.send('x');
  const { error } = await waiting;
  if (longestGapMs >= IDLE_MS / 2) return 'stalled';
  expect([error, (await sending).error]).toEqual([null, null]);
  return 'right';
};

it('a connection is not idle while something comes or goes', async () => {
  while ((await exchangesWhileAnotherIsIdle()) === 'stalled');
});

it('short sends keep a connection from being idle while it waits for bytes', async () => {
  const [socket, peer] = pair();
  const [idle] = pair();
  const limits = new SharedLimits({ idleMs: IDLE_MS });
  for (const one of [socket, idle]) onTestFinished(limits.watch(one));
  // Each of them ends at once. A machine that holds this program up for so long ends the round.
  const sendsWhileAnotherIsIdle = async (): Promise<boolean> => {
    const control = rejection(idle.recv(1)).then(() => 'idle');
    let longestGapMs = 0;
    for (let at = performance.now(), isIdle = false; !isIdle;) {
      await socket.send('x');
      await peer.recv(1);
      isIdle = (await Promise.race([control, pause(1)])) === 'idle';
      longestGapMs = Math.max(longestGapMs, performance.now() - at);
      at = performance.now();
    }
    return longestGapMs < IDLE_MS / 2;
  };
  for (let isFair = false; !isFair;) {
    const waiting = rejection(socket.recv(1));
    isFair = await sendsWhileAnotherIsIdle();
    await peer.send('x');
    const { error } = await waiting;
    if (isFair) expect(error).toBeNull();
  }
});

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Runs an action; tells how many of the timers that it has begun are there, also of those that keep no program alive. */
const timersOf = (action: () => void): (() => number) => {
  const begun = new Set<number>();
  let isBeginning = true;
  const hook = createHook({
    init: (id, type) => void (isBeginning && type === 'Timeout' && begun.add(id)),
    destroy: (id) => void begun.delete(id),
  }).enable();
  onTestFinished(() => void hook.disable());
  action();
  isBeginning = false;
  return () => begun.size;
};

it('a socket that is no longer watched waits for ever, and no timer stays', async () => {
  const [socket, peer] = pair();
  const [control] = pair();
  const limits = new SharedLimits({ readMs: 20 });
  let end = (): void => {};
  const timers = timersOf(() => (end = limits.watch(socket)));
  expect(timers()).toBe(1);
  const waiting = socket.recv(9);
  const endControl = limits.watch(control);
  end();
  await expect(control.recv(9)).rejects.toMatchObject(LATE);
  expect(timers()).toBe(1);
  endControl();
  // Node tells a moment later that a timer is no more.
  while (timers() > 0) await new Promise(setImmediate);
  await peer.send('late');
  expect((await waiting).toString()).toBe('late');
});

it('refuses what is no limit', () => {
  expect(thrownBy(() => new SharedLimits({ readMs: -1 }))).toMatchObject({
    code: 'ERR_FDSET_OUT_OF_RANGE',
  });
  expect(thrownBy(() => new SharedLimits({ readMS: 1 } as never))).toMatchObject({
    code: 'ERR_FDSET_UNKNOWN_OPTION',
  });
});
