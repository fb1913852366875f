import * as posix from '@fdset/posix';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { thrownBy } from './helpers/thrown-by.js';

let a: number;
let b: number;
let open: Set<number>;
beforeEach(() => {
  [a, b] = posix.socketpair();
  open = new Set([a, b]);
});
afterEach(() => open.forEach((fd) => posix.close(fd)));

const close = (fd: number): void => {
  open.delete(fd);
  posix.close(fd);
};

it('tells everyone who asked before a number is closed, once, and nobody of another number', () => {
  const told: string[] = [];
  const isOpen = (): boolean => posix.fcntl(a, posix.F_GETFD) >= 0;
  posix.onClosing(a, (cause) => told.push(`first ${cause} ${isOpen()}`));
  posix.onClosing(a, (cause) => told.push(`second ${cause} ${isOpen()}`));
  posix.onClosing(b, () => told.push('of the other'));
  close(a);
  expect(told).toEqual(['first closed true', 'second closed true']);
  open.add(posix.dup(b, a));
  close(a);
  expect(told).toHaveLength(2);
});

it('tells of a number that dup2 has made another file', () => {
  const told: unknown[] = [];
  posix.onClosing(a, (cause) => told.push(cause));
  expect(thrownBy(() => posix.dup2(999_999, a)).code).toBe('EBADF');
  expect(told).toEqual([]);
  posix.dup2(b, a);
  expect(told).toEqual(['replaced']);
});

it('tells of a number that is given away, and goes on to be open', () => {
  const told: unknown[] = [];
  posix.onClosing(a, (cause) => told.push(cause, posix.fcntl(a, posix.F_GETFD) >= 0));
  posix.release(a);
  expect(told).toEqual(['released', true]);
});

it('tells nobody who has ended it', () => {
  const told: string[] = [];
  const listener = (): unknown => told.push('same');
  posix.onClosing(a, listener);
  posix.onClosing(a, listener)();
  posix.onClosing(a, () => told.push('other'))();
  close(a);
  expect(told).toEqual(['same']);
});

it('tells of a number that somebody else has closed already', () => {
  const told: string[] = [];
  const gone = posix.dup(a);
  posix.close(gone);
  posix.onClosing(gone, (cause) => told.push(cause));
  expect(thrownBy(() => posix.close(gone)).code).toBe('EBADF');
  expect(told).toEqual(['closed']);
});

it('what a listener throws is an uncaught error; the others are told, and the descriptor is closed', async () => {
  const usual = process.listeners('uncaughtException');
  process.removeAllListeners('uncaughtException');
  const uncaught = new Promise((resolve) => process.once('uncaughtException', resolve));
  try {
    const told: string[] = [];
    posix.onClosing(a, () => {
      throw new RangeError('of a listener');
    });
    posix.onClosing(a, () => told.push('second'));
    close(a);
    expect(told).toEqual(['second']);
    expect(thrownBy(() => posix.fcntl(a, posix.F_GETFD)).code).toBe('EBADF');
    expect(await uncaught).toMatchObject({ message: 'of a listener' });
  } finally {
    for (const listener of usual) process.on('uncaughtException', listener);
  }
});

it('refuses what is no number or no function, as afterFork does', () => {
  const wrong = { name: 'TypeError', code: 'ERR_FDSET_INVALID_ARG_TYPE' };
  expect(thrownBy(() => posix.onClosing(a, 5 as never))).toMatchObject(wrong);
  expect(thrownBy(() => posix.onClosing('1' as never, () => {}))).toMatchObject(wrong);
  expect(thrownBy(() => posix.onClosing(-1, () => {})).code).toBe('ERR_FDSET_OUT_OF_RANGE');
  expect(thrownBy(() => posix.afterFork({} as never))).toMatchObject(wrong);
});

it('an object watches as a function does, until it is cancelled', () => {
  const told: string[] = [];
  const watcher = (name: string): posix.ClosingWatcher => ({
    onClosing: (cause) => told.push(`${name} ${cause}`),
  });
  const [first, second] = [watcher('first'), watcher('second')];
  posix.watchClosing(a, first);
  posix.watchClosing(a, second);
  posix.watchClosing(b, first);
  posix.unwatchClosing(a, first);
  posix.unwatchClosing(a, watcher('another'));
  close(a);
  close(b);
  expect(told).toEqual(['second closed', 'first closed']);
});

it.each([undefined, null, 5, {}, Object.assign([], { onClosing: () => {} })])(
  'refuses %j, which is no watcher, and goes on to close the number',
  (watcher) => {
    expect(thrownBy(() => posix.watchClosing(a, watcher as never))).toMatchObject({
      code: 'ERR_FDSET_INVALID_ARG_TYPE',
    });
    close(a);
  },
);
