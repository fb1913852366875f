// The contract of an attempt, which is what a verb of Socket is apart from its wait.
//
// What it is. `recv(state, ...)` checks the arguments of the user's call, tries once and gives an `Outcome`: the verb's
// result, or an `Unfinished`, which says what to wait for and how to go on. Nothing is allocated for the wait unless there
// has to be one. A driver does the waiting: block.ts blocks this thread. Another one may await readiness on the event loop;
// it needs no attempt of its own.
//
// What it may do. Any call that returns at once: each try is made with MSG_DONTWAIT or on a descriptor that never blocks, so
// that the descriptor's mode does not matter. It may run code of the caller's (getters, iterators, `fileno()`) only before
// its first try, and asks `requireFd` after that and before each try: the socket may have been closed meanwhile, and then
// the closed error is thrown and no system call reaches a number that somebody else has. It never sleeps and knows no
// deadline. Two things may take long, as everywhere in POSIX: a host name is resolved before the first try, and `sendfile`
// reads its file.
//
// What it knows of waiting. `state.timeoutMs` tells what is promised, never how long to wait: with null `send` takes all
// bytes of a stream, with any limit it returns what the kernel took. With 0, or a flag such as MSG_DONTWAIT, there is no
// wait at all (`neverWaits`): the attempt throws BlockingIOError itself, and no driver sees an `Unfinished` of such a call.
// A driver that waits by other means keeps null there.
//
// `again(ready)` is called when the descriptor polled as ready, with the POLL* events that it then has. Readiness may be
// false: another thread, or another wait for the same socket, took what there was. Then, and when only a part was moved, it
// returns itself, and the same wait goes on: same deadline, same name in errors. When it returns another `Unfinished`, a
// new part of the verb has begun, with a limit of its own (connecting, then sending). Whatever it throws is the verb's error.
//
// Who owns what. The attempt owns its progress: `sendall`'s offset, the bytes that MSG_WAITALL has got, the file's position.
// `moved` grows with each further try that moved something, for drivers which pause when readiness turns out to be false
// again and again, and for limits that begin anew. Memory that is lent until the next call (`reserveRoom`, the room of
// batches) is reserved anew for each try, and claimed once there are bytes in it which are not the result yet. A datagram,
// a connection and the bytes of a plain `recv` are taken by the try that gives them as its result, so that giving up a
// wait leaves them to the next one. A driver that gives up calls `failed`, it never just drops an attempt: what MSG_WAITALL
// has got of a stream is the result then. What `sendfile` has read of a pipe and not sent is lost.
//
// `failed(error)` is called once, instead of `again`, when the wait ended without readiness, and says what the verb gives
// then: a part that would be lost otherwise, or an error, by default the same one. The driver passes
// - SocketTimeoutError, when the deadline passed; BlockingIOError, when SO_RCVTIMEO or SO_SNDTIMEO has;
// - InterruptedError, when a signal has to be heard first;
// - the closed error, when the socket was closed while it waited;
// - an Error named AbortError, when the user gave up;
// - any SocketError with which the waiting itself failed.
// Errors of sending then carry `bytesSent`.
//
// Waits for something else. While `readFrom` is a descriptor (`sendfile`'s pipe) the wait is for that one to be readable. A
// file that cannot be watched (epoll says EPERM) is always readable.
import type { Address, SocketError } from '@fdset/posix';
import { neverWaits } from '../never-waits.js';
import type { SocketState } from '../socket-state.js';
import { systemError } from '../system-error.js';

/** What a wait is for, and what its errors say of it. */
export interface Awaited {
  /** The user's word for the call, such as `recvfrom`. */
  readonly call: string;
  /** POLL* events. */
  readonly events: number;
  /** MSG_* flags, some of which forbid waiting; default 0. */
  readonly flags?: number;
  readonly address?: Address | undefined;
}

/** What an attempt gives: its result, or how to go on when the socket is ready. */
export type Outcome<T> = T | Unfinished<T>;

/** A verb that would have blocked. */
export abstract class Unfinished<T> implements Awaited {
  readonly call: string;
  readonly events: number;
  readonly flags: number;
  readonly address: Address | undefined;
  /** Grows with each try that moved something. */
  moved = 0;
  /** Another descriptor that has to be readable first, instead of the socket; -1: none. */
  readFrom = -1;

  constructor({ call, events, flags = 0, address }: Awaited) {
    this.call = call;
    this.events = events;
    this.flags = flags;
    this.address = address;
  }

  /** The next try; itself when that would have blocked, or moved a part only. */
  abstract again(ready: number): Outcome<T>;

  /** What the verb gives when its wait ended by `error`. */
  failed(error: unknown): Outcome<T> {
    throw error;
  }
}

/** One that moves part after part: what a try throws is told as `failed` tells it, with what had gone before. */
export abstract class UnfinishedPart<T> extends Unfinished<T> {
  again(): Outcome<T> {
    try {
      return this.tryPart();
    } catch (error) {
      return this.failed(error);
    }
  }

  /** The next try, as `again`. */
  protected abstract tryPart(): Outcome<T>;
}

/** An error of a driver whose user gave up. */
export const isAbort = (error: unknown): error is Error =>
  error instanceof Error && error.name === 'AbortError';

/** What a call says that would block and must not wait. */
export const wouldBlock = ({ call, address }: Awaited): SocketError =>
  systemError('EAGAIN', call, address);

/**
 * Refuses a call that would have to wait and must not.
 * @throws {BlockingIOError} EAGAIN
 */
export const requireWait = (state: SocketState, awaited: Awaited): void => {
  if (neverWaits(state, awaited.flags ?? 0)) throw wouldBlock(awaited);
};

/** One try, which never waits: null or -1 says that it would have blocked. */
type Try<T> = () => Outcome<T> | null;

class Repeated<T> extends Unfinished<T> {
  readonly #attempt: Try<T>;

  constructor(awaited: Awaited, attempt: Try<T>) {
    super(awaited);
    this.#attempt = attempt;
  }

  again(): Outcome<T> {
    const result = this.#attempt();
    return wasBlocked(result) || result instanceof Repeated ? this : result;
  }
}

const wasBlocked = (result: unknown): result is null | -1 => result === null || result === -1;

/**
 * A verb whose tries are all alike, and which takes everything or nothing.
 * @throws {BlockingIOError} EAGAIN when it must not wait
 */
export const attempt = <T>(state: SocketState, awaited: Awaited, once: Try<T>): Outcome<T> => {
  const first = once();
  return wasBlocked(first) ? attemptLater(state, awaited, once) : first;
};

/**
 * The rest of `attempt` after a first try that was made elsewhere, since even a closure shows in hot calls. The verb
 * itself may be its own next try: beginning anew is no progress.
 * @throws {BlockingIOError} EAGAIN when it must not wait
 */
export const attemptLater = <T>(
  state: SocketState,
  awaited: Awaited,
  again: Try<T>,
): Unfinished<T> => {
  requireWait(state, awaited);
  return new Repeated(awaited, again);
};

class Followed<S, T> extends Unfinished<T> {
  readonly #first: Unfinished<S>;
  readonly #next: (result: S) => Outcome<T>;

  constructor(first: Unfinished<S>, next: (result: S) => Outcome<T>) {
    super(first);
    this.#first = first;
    this.#next = next;
    this.#follow();
  }

  again(ready: number): Outcome<T> {
    return this.#continue(this.#first.again(ready));
  }

  override failed(error: unknown): Outcome<T> {
    return this.#continue(this.#first.failed(error));
  }

  #continue(outcome: Outcome<S>): Outcome<T> {
    this.#follow();
    return outcome === this.#first ? this : followedBy(outcome, this.#next);
  }

  #follow(): void {
    this.moved = this.#first.moved;
    this.readFrom = this.#first.readFrom;
  }
}

/** One verb, and with its result the next. */
export const followedBy = <S, T>(
  outcome: Outcome<S>,
  next: (result: S) => Outcome<T>,
): Outcome<T> => (outcome instanceof Unfinished ? new Followed(outcome, next) : next(outcome));
