import { expect, it, onTestFinished } from 'vitest';
import {
  AF_UNIX,
  SOCK_NONBLOCK,
  SOCK_STREAM,
  SOL_SOCKET,
  SO_RCVTIMEO,
  SO_SNDTIMEO,
  close,
  getNonblocking,
  getTimeLimitMs,
  pipe,
  recvWaiting,
  setsockopt,
  socketpair,
} from '../src/index.js';

const opened = (fds: number[]): number => {
  onTestFinished(() => fds.forEach((fd) => close(fd)));
  return fds[0] as number;
};

const seconds = (whole: number, micro: number): Uint8Array =>
  new Uint8Array(BigInt64Array.of(BigInt(whole), BigInt(micro)).buffer);

it('tells the time limits of a socket, each for its direction', () => {
  const fd = opened(socketpair());
  expect(getTimeLimitMs(fd, SO_RCVTIMEO)).toBeNull();
  setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, seconds(2, 500_000));
  expect(getTimeLimitMs(fd, SO_RCVTIMEO)).toBe(2500);
  expect(getTimeLimitMs(fd, SO_SNDTIMEO)).toBeNull();
});

it('what is no socket has none', () => {
  expect(getTimeLimitMs(opened(pipe()), SO_RCVTIMEO)).toBeNull();
});

it('recvWaiting ends with EAGAIN when SO_RCVTIMEO has passed', () => {
  const fd = opened(socketpair());
  setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, seconds(0, 20_000));
  const startedAt = performance.now();
  expect(() => recvWaiting(fd, Buffer.alloc(1))).toThrow(
    expect.objectContaining({ name: 'BlockingIOError', code: 'EAGAIN', syscall: 'recv' }),
  );
  expect(performance.now() - startedAt).toBeGreaterThanOrEqual(20);
});

it('SOCK_NONBLOCK in the type makes both ends of a pair non-blocking', () => {
  const fds = socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK);
  opened(fds);
  expect(fds.map(getNonblocking)).toEqual([true, true]);
});
