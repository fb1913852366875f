// Node cannot fork(2): its child would lack V8's heap and every other thread. A process that was made
// for it can (`node --single-threaded --v8-pool-size=0`): it parks in C, and only its children return
// to JavaScript. Both sides of the socket to it are here; native/fork-server.c has its loop.
import { addon } from './addon.js';
import { tellForked } from './after-fork.js';
import { checkWhole } from './arguments.js';
import { check } from './check.js';
import { endWithoutThreads } from './forked-ends.js';
import { tryRecv } from './io.js';
import { trySendmsg } from './message.js';
import { unsupportedError } from './misuse.js';
import { getpid } from './process.js';

/** What failed there: the system call, and `-errno`. */
interface ForkFailure {
  readonly syscall: string;
  readonly result: number;
}

/** What a fork server says. */
export type ForkReply =
  /** A child for the request of this token; `result` is its process id, or -errno of `syscall`. */
  | {
      readonly kind: 'forked';
      readonly token: number;
      readonly result: number;
      readonly syscall?: string;
    }
  /** A child has ended: with this code, or by this signal if it is negative. */
  | { readonly kind: 'exited'; readonly pid: number; readonly status: number }
  /** A child has ended or not: the kernel does not say. */
  | ({ readonly kind: 'lost'; readonly pid: number } & ForkFailure)
  /** A child that did not get its signal. */
  | ({ readonly kind: 'unkilled'; readonly pid: number } & ForkFailure)
  /** Nothing can be forked there, and it ends. */
  | ({ readonly kind: 'refused' } & ForkFailure)
  /** The server itself has gone. */
  | { readonly kind: 'gone' };

const NUMBERS = 4;
const MOST = 0x7fffffff;

/**
 * Makes this process a fork server on a SOCK_SEQPACKET socket: it never returns here, and ends when the
 * other end is closed. Each child returns, and its `controlFd` is the descriptor that came with its request.
 *
 * A child begins when its server has told of it, and ends at once when that died before.
 *
 * A child has its parent's JavaScript, but none of its other threads. It ends as Node does, with the events `beforeExit` and
 * `exit`, though without Node's wait for those threads: when its event loop has nothing left, by `process.exit`, or of an
 * uncaught error, which is printed. Its `process.pid` and all random numbers in the making are still its parent's.
 *
 * A server that cannot go on for another reason says so on stderr, and ends with exit code 1.
 *
 * Linux. @throws SocketError when nothing can be forked here, or the child cannot begin. Source: fork(2), madvise(2).
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
  tellForked();
}

/**
 * Asks for a child that gets a duplicate of `channelFd`. The answer is `forked` with the same token.
 *
 * @returns false when the server has too much to do; ask again after its next reply.
 * @throws SocketError `EPIPE`, `ECONNRESET` when it has gone.
 */
export function requestFork(controlFd: number, token: number, channelFd: number): boolean {
  const numbers = [addon.FORK_REQUEST, checkWhole(token, 'the token', MOST), 0, 0];
  return request(controlFd, numbers, channelFd);
}

/**
 * Asks for a signal to a child; none is sent to a child that has ended. The answer is `unkilled` when the kernel does not
 * let it be sent, and none otherwise.
 *
 * @returns as {@link requestFork}.
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
 * The next reply of a fork server; null when there is none yet. Never waits. What is no reply is passed over: code that
 * the fork server loads can write to its descriptors.
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

// What wrote to the server's descriptors may have named any.
const callOf = (call = 0): string => addon.FORK_CALLS?.[call] ?? 'fork';

function request(controlFd: number, numbers: readonly number[], fd: number | null): boolean {
  const fds = fd === null ? [] : [fd];
  return trySendmsg(controlFd, toBytes(Int32Array.from(numbers)), { fds }) !== -1;
}

const toBytes = (numbers: Int32Array): Uint8Array => new Uint8Array(numbers.buffer);
