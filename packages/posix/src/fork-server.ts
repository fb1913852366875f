// Node cannot fork(2): its child would lack V8's heap and every other thread. A process that was made
// for it can (`node --single-threaded --v8-pool-size=0`): it parks in C, and only its children return
// to JavaScript. Both sides of the socket to it are here; native/fork-server.c has its loop.
import { addon } from './addon.js';
import { checkWhole } from './arguments.js';
import { check } from './check.js';
import { tryRecv } from './io.js';
import { trySendmsg } from './message.js';
import { unsupportedError } from './misuse.js';

/** What a fork server says. */
export type ForkReply =
  /** A child for the request of this token; `result` is its process id, or -errno. */
  | { readonly kind: 'forked'; readonly token: number; readonly result: number }
  /** A child has ended: with this code, or by this signal if it is negative. */
  | { readonly kind: 'exited'; readonly pid: number; readonly status: number }
  /** A child has ended or not: the kernel does not say, for the reason of this `-errno`. */
  | { readonly kind: 'lost'; readonly pid: number; readonly result: number }
  /** Nothing can be forked there, and it ends: which system call failed, with `-errno`. */
  | { readonly kind: 'refused'; readonly syscall: string; readonly result: number }
  /** The server itself has gone. */
  | { readonly kind: 'gone' };

// In the order of native/inheritable-memory.h.
const FAILING_CALLS = ['open', 'read', 'madvise'];
const NUMBERS = 3;
const MOST = 0x7fffffff;

/**
 * Makes this process a fork server on a SOCK_SEQPACKET socket: it never returns here, and ends when the
 * other end is closed. Each child returns, and its `controlFd` is the descriptor that came with its request.
 *
 * A child has its parent's JavaScript, but none of its other threads, and must end by {@link _exit}. Its
 * `process.pid` and all random numbers in the making are still its parent's.
 *
 * Linux. @throws SocketError when nothing can be forked here. Source: fork(2), madvise(2).
 */
export function serveForks(controlFd: number): void {
  if (addon.serveForks === undefined) throw unsupportedError('a fork server');
  check(addon.serveForks(controlFd), 'fork');
}

/**
 * Asks for a child that gets a duplicate of `channelFd`. The answer is `forked` with the same token.
 *
 * @returns false when the server has too much to do; ask again after its next reply.
 * @throws SocketError `EPIPE`, `ECONNRESET` when it has gone.
 */
export function requestFork(controlFd: number, token: number, channelFd: number): boolean {
  const numbers = [addon.FORK_REQUEST, checkWhole(token, 'the token', MOST), 0];
  return request(controlFd, numbers, channelFd);
}

/** Asks for a signal to a child; none is sent to a child that has ended. @returns as {@link requestFork}. */
export function requestKill(controlFd: number, pid: number, signal: number): boolean {
  const subject = checkWhole(pid, 'the process', MOST);
  return request(
    controlFd,
    [addon.KILL_REQUEST, subject, checkWhole(signal, 'the signal', MOST)],
    null,
  );
}

/**
 * The next reply of a fork server; null when there is none yet. Never waits. What is no reply is passed over: code that
 * the fork server loads can write to its descriptors.
 */
export function readForkReply(controlFd: number): ForkReply | null {
  const numbers = new Int32Array(NUMBERS);
  for (;;) {
    const length = tryRecv(controlFd, toBytes(numbers));
    if (length === -1) return null;
    if (length === 0) return { kind: 'gone' };
    const [kind, subject = 0, value = 0] = numbers;
    if (length < numbers.byteLength) continue;
    if (kind === addon.FORKED_REPLY) return { kind: 'forked', token: subject, result: value };
    if (kind === addon.EXITED_REPLY) return { kind: 'exited', pid: subject, status: value };
    if (kind === addon.LOST_REPLY) return { kind: 'lost', pid: subject, result: value };
    if (kind === addon.REFUSED_REPLY)
      return { kind: 'refused', syscall: FAILING_CALLS[subject] ?? 'madvise', result: value };
  }
}

function request(controlFd: number, numbers: readonly number[], fd: number | null): boolean {
  const fds = fd === null ? [] : [fd];
  return trySendmsg(controlFd, toBytes(Int32Array.from(numbers)), { fds }) !== -1;
}

const toBytes = (numbers: Int32Array): Uint8Array => new Uint8Array(numbers.buffer);
