// Node cannot fork(2), because its child would lack V8's heap and every other thread. A process that was started for it can
// (`node --single-threaded --v8-pool-size=0`): it parks in C, and only its children return to JavaScript. This file has both
// ends of the socket to such a process; native/fork-server.c has its loop.
import { addon } from './addon.js';
import { notifyForked } from './after-fork.js';
import { checkWhole } from './arguments.js';
import { check } from './check.js';
import { endWithoutThreads } from './forked-ends.js';
import { tryRecv } from './io.js';
import { trySendmsg } from './message.js';
import { unsupportedError } from './misuse.js';
import { getpid } from './process.js';

/** A failed system call of the fork server, with its `-errno`. */
interface ForkFailure {
  readonly syscall: string;
  readonly result: number;
}

/** A reply of a fork server. */
export type ForkReply =
  /** The reply to the request with this token; `result` is the child's process id, or -errno of `syscall`. */
  | {
      readonly kind: 'forked';
      readonly token: number;
      readonly result: number;
      readonly syscall?: string;
    }
  /** A child has ended; `status` is its exit code, or a negative signal number. */
  | { readonly kind: 'exited'; readonly pid: number; readonly status: number }
  /** The kernel does not tell whether a child has ended. */
  | ({ readonly kind: 'lost'; readonly pid: number } & ForkFailure)
  /** A signal could not be sent to a child. */
  | ({ readonly kind: 'unkilled'; readonly pid: number } & ForkFailure)
  /** The fork server cannot fork, and ends. */
  | ({ readonly kind: 'refused' } & ForkFailure)
  /** The fork server itself has ended. */
  | { readonly kind: 'gone' };

const NUMBERS = 4;
const MOST = 0x7fffffff;

/**
 * Makes this process a fork server on a SOCK_SEQPACKET socket. It never returns in this process, which ends when the
 * other end is closed. It returns in each child, where `controlFd` is the descriptor that came with the request.
 *
 * A child begins when its server has reported it, and ends at once if the server died before.
 *
 * A child has its parent's JavaScript, but none of its other threads. Like Node it ends when its event loop has nothing left,
 * by `process.exit`, or by an uncaught error, which is printed, and emits `beforeExit` and `exit`; but it does not wait for the
 * missing threads. Its `process.pid` and all random numbers that were drawn ahead are still its parent's.
 *
 * A server that cannot go on for another reason prints the reason to stderr, and ends with exit code 1.
 *
 * Linux. @throws SocketError when this process cannot fork, or a child cannot begin. Source: fork(2), madvise(2).
 */
export function serveForks(controlFd: number): void {
  if (addon.serveForks === undefined) throw unsupportedError('a fork server');
  const call = new Int32Array(1);
  const server = getpid();
  const undo = endWithoutThreads();
  try {
    check(addon.serveForks(controlFd, call), callOf(call[0]));
  } catch (error) {
    if (getpid() === server) undo();
    throw error;
  }
  notifyForked();
}

/**
 * Requests a child that gets a duplicate of `channelFd`. The reply is `forked` with the same token.
 *
 * @returns false when the socket to the server is full; try again after its next reply.
 * @throws SocketError `EPIPE`, `ECONNRESET` when the server has gone.
 */
export function requestFork(controlFd: number, token: number, channelFd: number): boolean {
  const numbers = [addon.FORK_REQUEST, checkWhole(token, 'the token', MOST), 0, 0];
  return request(controlFd, numbers, channelFd);
}

/**
 * Requests a signal to a child; a child that has ended gets none. The reply is `unkilled` if the kernel refuses the signal, and
 * there is none otherwise.
 *
 * @returns the same as {@link requestFork}.
 */
export function requestKill(controlFd: number, pid: number, signal: number): boolean {
  const subject = checkWhole(pid, 'the process', MOST);
  return request(
    controlFd,
    [addon.KILL_REQUEST, subject, checkWhole(signal, 'the signal', MOST), 0],
    null,
  );
}

/**
 * The next reply of a fork server, or null when there is none yet; it never waits. Invalid messages are skipped, because code
 * that the fork server loads can write to its descriptors.
 */
export function readForkReply(controlFd: number): ForkReply | null {
  const numbers = new Int32Array(NUMBERS);
  for (;;) {
    const length = tryRecv(controlFd, toBytes(numbers));
    if (length === -1) return null;
    if (length === 0) return { kind: 'gone' };
    const reply = length < numbers.byteLength ? null : replyOf(numbers);
    if (reply !== null) return reply;
  }
}

function replyOf([kind, subject = 0, value = 0, call]: Int32Array): ForkReply | null {
  const failure = { syscall: callOf(call), result: value };
  if (kind === addon.FORKED_REPLY)
    return { kind: 'forked', token: subject, ...(value < 0 ? failure : { result: value }) };
  if (kind === addon.EXITED_REPLY) return { kind: 'exited', pid: subject, status: value };
  if (kind === addon.LOST_REPLY) return { kind: 'lost', pid: subject, ...failure };
  if (kind === addon.UNKILLED_REPLY) return { kind: 'unkilled', pid: subject, ...failure };
  return kind === addon.REFUSED_REPLY ? { kind: 'refused', ...failure } : null;
}

// Other code may have written to the server's descriptors, so the index may be invalid.
const callOf = (call = 0): string => addon.FORK_CALLS?.[call] ?? 'fork';

function request(controlFd: number, numbers: readonly number[], fd: number | null): boolean {
  const fds = fd === null ? [] : [fd];
  return trySendmsg(controlFd, toBytes(Int32Array.from(numbers)), { fds }) !== -1;
}

const toBytes = (numbers: Int32Array): Uint8Array => new Uint8Array(numbers.buffer);
