// A read by an attempt that begins with bytes which the lane has kept: they were received for a read that was given up, and come
// before all that the kernel has.
import { MSG_ERRQUEUE, MSG_OOB, MSG_PEEK, MSG_WAITALL } from '@fdset/posix';
import { checkByteCount } from '../arguments.js';
import { Unfinished } from '../verbs/attempt.js';
import type { Outcome } from '../verbs/attempt.js';
import type { Lane } from './lane.js';

/** What a read of a stream has to say of itself, so that it can begin with kept bytes. */
export interface StreamRead<A> {
  readonly most: number;
  readonly flags: number;
  /** Attempts to receive the rest, behind so many bytes. */
  attempt(behind: number): Outcome<A>;
  /** The result for kept bytes alone. */
  fromKept(bytes: Buffer): A;
  /** The result for kept bytes and the rest; only of reads that know MSG_WAITALL. */
  join?(bytes: Buffer, rest: A): A;
}

// These are not read from the stream.
const ASIDE = MSG_OOB | Math.max(MSG_ERRQUEUE, 0);

/** Attempts a read: of kept bytes, if there are any, and with MSG_WAITALL of what follows them. */
export const readKept = <A>(lane: Lane, read: StreamRead<A>): Outcome<A> => {
  const { most, flags } = read;
  if (!lane.hasKept || most === 0 || (flags & ASIDE) !== 0) return read.attempt(0);
  checkByteCount(most, 'maxBytes');
  if ((flags & MSG_PEEK) !== 0) return read.fromKept(Buffer.from(lane.peekKept(most)));
  const bytes = lane.takeKept(most);
  try {
    const isAll = bytes.length === most || (flags & MSG_WAITALL) === 0;
    return isAll || read.join === undefined ? read.fromKept(bytes) : readBehind(bytes, read);
  } catch (error) {
    lane.putBack(bytes);
    throw error;
  }
};

const readBehind = <A>(bytes: Buffer, read: StreamRead<A>): Outcome<A> => {
  const result = read.fromKept(bytes);
  let outcome: Outcome<A>;
  try {
    outcome = read.attempt(bytes.length);
  } catch {
    // As in the kernel, what was received is the result, and the next call gets the error if it lasts.
    return result;
  }
  return joined(outcome, result, (rest) =>
    (read.join as NonNullable<typeof read.join>)(bytes, rest),
  );
};

const joined = <A>(outcome: Outcome<A>, result: A, join: (rest: A) => A): Outcome<A> =>
  outcome instanceof Unfinished ? new Behind(outcome, result, join) : join(outcome);

/** A read that waits for what follows the kept bytes. */
class Behind<A> extends Unfinished<A> {
  readonly #rest: Unfinished<A>;
  readonly #result: A;
  readonly #join: (rest: A) => A;

  constructor(rest: Unfinished<A>, result: A, join: (rest: A) => A) {
    super(rest);
    this.#rest = rest;
    this.#result = result;
    this.#join = join;
  }

  again(ready: number): Outcome<A> {
    return this.#continue(() => this.#rest.again(ready));
  }

  override failed(error: unknown): Outcome<A> {
    return this.#continue(() => this.#rest.failed(error));
  }

  #continue(goOn: () => Outcome<A>): Outcome<A> {
    let outcome: Outcome<A>;
    try {
      outcome = goOn();
    } catch {
      return this.#result;
    }
    this.moved = this.#rest.moved;
    return outcome === this.#rest ? this : joined(outcome, this.#result, this.#join);
  }
}
