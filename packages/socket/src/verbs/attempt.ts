// The contract of an attempt: a verb of Socket without its waiting.
//
// Definition. `recv(state, ...)` checks the arguments of the user's call, tries once and returns an `Outcome`: the verb's
// result, or an `Unfinished`, which has the events to wait for and the next try. Nothing is allocated for a wait unless it is
// needed. A driver does the waiting: block.ts blocks this thread. Another driver may await readiness on the event loop with
// the same attempts.
//
// Allowed calls. An attempt may make any call that returns at once: each try uses MSG_DONTWAIT or a descriptor that never
// blocks, so the mode of the descriptor does not matter. It may run the caller's code (getters, iterators, `fileno()`) only
// before its first try. It calls `requireFd` after that code and before each try, because the socket may have been closed
// meanwhile: the closed error is then thrown, and no system call uses a number that was reused. It never sleeps and has no
// deadline. Two steps may take long, as everywhere in POSIX: resolving a host name before the first try, and the reads of
// `sendfile` from its file.
//
// Timeouts. `state.timeoutMs` decides what a verb promises, not how long it waits: with null `send` sends all bytes of a
// stream, with any limit it returns how many the kernel took. With 0, or with a flag such as MSG_DONTWAIT, there is no wait at
// all (`neverWaits`): the attempt throws BlockingIOError itself, and no driver gets an `Unfinished` of such a call. A driver
// that waits by other means leaves it null.
//
// `again(ready)`. The driver calls it when the descriptor polled as ready, with its POLL* events. Readiness may be false,
// because another thread or another wait for the same socket took the data. Then, or when only a part was moved, `again`
// returns the same object, and the same wait goes on with the same deadline and the same name in errors. If it returns another
// `Unfinished`, a new part of the verb has begun, with a limit of its own (connecting, then sending). An error that it throws
// is the error of the verb.
//
// Ownership. The attempt owns its progress: the offset of `sendall`, the bytes that MSG_WAITALL has received, the position in
// the file. `moved` grows with each further try that moved bytes. Drivers use it to pause after repeated false readiness, and
// to restart limits. Memory that is lent until the next call (`reserveRoom`, the room of batches) is reserved again for each
// try, and claimed when it contains bytes that are not the result yet. The try that returns a datagram, a connection or the
// bytes of a plain `recv` is the one that takes it, so giving up a wait leaves it to the next call. A driver that gives up
// must call `failed` and never just drop an attempt: the result is then the bytes that MSG_WAITALL has received of a stream.
// Bytes that `sendfile` has read from a pipe and not sent are lost.
//
// `failed(error)`. The driver calls it once, instead of `again`, when the wait ended without readiness. It returns the result
// that would otherwise be lost, or throws an error, by default the same one. The driver passes
// - SocketTimeoutError when the deadline has passed; BlockingIOError when SO_RCVTIMEO or SO_SNDTIMEO has passed;
// - InterruptedError when the listener of a signal must run first;
// - the closed error when the socket was closed during the wait;
// - an Error named AbortError when the user gave up;
// - any SocketError with which the waiting itself failed.
// Errors of sending then have `bytesSent`.
//
// Other descriptors. While `readFrom` is a descriptor (the pipe of `sendfile`), the driver waits until that descriptor is
// readable. A file that cannot be watched (EPERM of epoll) is always readable.
import type { Address, SocketError } from '@fdset/posix';
import { neverWaits } from '../never-waits.js';
import type { SocketState } from '../socket-state.js';
import { systemError } from '../system-error.js';

/** The events that a wait is for, and the data for its errors. */
export interface Awaited {
  /** The name of the user's call, such as `recvfrom`. */
  readonly call: string;
  /** POLL* events. */
  readonly events: number;
  /** MSG_* flags, some of which forbid waiting; default 0. */
  readonly flags?: number;
  readonly address?: Address | undefined;
}

/** The outcome of an attempt: its result, or an object that goes on when the socket is ready. */
export type Outcome<T> = T | Unfinished<T>;

/** A verb that would have blocked. */
export abstract class Unfinished<T> implements Awaited {
  readonly call: string;
  readonly events: number;
  readonly flags: number;
  readonly address: Address | undefined;
  /** Grows with each try that moved bytes. */
  moved = 0;
  /** Another descriptor that must be readable first, instead of the socket; -1 means none. */
  readFrom = -1;

  constructor({ call, events, flags = 0, address }: Awaited) {
    this.call = call;
    this.events = events;
    this.flags = flags;
    this.address = address;
  }

  /** Makes the next try; returns this object if the try would have blocked, or moved only a part. */
  abstract again(ready: number): Outcome<T>;

  /** Returns the result of the verb, or throws, when its wait ended with `error`. */
  failed(error: unknown): Outcome<T> {
    throw error;
  }
}

/** A verb that moves one part after another. An error of a try goes through `failed`, which adds the progress before it. */
export abstract class UnfinishedPart<T> extends Unfinished<T> {
  again(): Outcome<T> {
    try {
      return this.tryPart();
    } catch (error) {
      return this.failed(error);
    }
  }

  /** Makes the next try, like `again`. */
  protected abstract tryPart(): Outcome<T>;
}

/** Whether an error means that the user gave up. */
export const isAbort = (error: unknown): error is Error =>
  error instanceof Error && error.name === 'AbortError';

/** The error of a call that would block and must not wait. */
export const wouldBlock = ({ call, address }: Awaited): SocketError =>
  systemError('EAGAIN', call, address);

/**
 * Refuses a call that would have to wait and must not.
 * @throws {BlockingIOError} EAGAIN
 */
export const requireWait = (state: SocketState, awaited: Awaited): void => {
  if (neverWaits(state, awaited.flags ?? 0)) throw wouldBlock(awaited);
};

/** One try, which never waits: null or -1 means that it would have blocked. */
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
 * Makes a verb whose tries are all the same, and which takes everything or nothing.
 * @throws {BlockingIOError} EAGAIN when it must not wait
 */
export const attempt = <T>(state: SocketState, awaited: Awaited, once: Try<T>): Outcome<T> => {
  const first = once();
  return wasBlocked(first) ? attemptLater(state, awaited, once) : first;
};

/**
 * Continues `attempt` after a first try that the caller made itself, because even a closure is measurable in hot calls. The
 * verb itself may be the next try: starting it again is no progress.
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

/** Runs one verb, then the next with its result. */
export const followedBy = <S, T>(
  outcome: Outcome<S>,
  next: (result: S) => Outcome<T>,
): Outcome<T> => (outcome instanceof Unfinished ? new Followed(outcome, next) : next(outcome));
