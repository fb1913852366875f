// The selector that a server waits with for its listener, and for nothing else: CPython's _ServerSelector, for each server one.
import { argTypeError, closedError } from '@fdset/posix';
import { BaseSelector, DefaultSelector, EVENT_READ, watch } from '@fdset/selectors';
import type { Watch } from '@fdset/selectors';

/** Those that servers have. */
const taken = new WeakSet<BaseSelector>();

/** Who is told that a request waits, or why none can be waited for any more. */
export interface RequestListener {
  readonly onReadable: () => void;
  readonly onError: (error: Error) => void;
}

/** One server's. Belongs to it from `open` on, and is closed with it. */
export class ServerSelector {
  #given: BaseSelector | null;
  #own: BaseSelector | null = null;

  /** @throws {TypeError} ERR_FDSET_INVALID_ARG_TYPE, ERR_FDSET_CLOSED, ERR_FDSET_SELECTOR_IN_USE */
  constructor(given: unknown) {
    this.#given = given === undefined ? null : checkSelector(given);
  }

  /**
   * Takes what was given, or makes one, and finds out whether it can wait for the server: what there is not enough of for that,
   * there is not enough of here, and not when it serves.
   * @throws {SocketError} EMFILE
   * @throws {RangeError} ERR_FDSET_OUT_OF_RANGE for a descriptor that SelectSelector does not take
   */
  open(server: { fileno(): number }): BaseSelector {
    if (this.#own !== null) return this.#own;
    this.#own = this.#given === null ? new DefaultSelector() : checkSelector(this.#given);
    taken.add(this.#own);
    try {
      watch(server, EVENT_READ, () => {}, { selector: this.#own }).stop();
    } catch (error) {
      this.#drop();
      throw error;
    }
    return this.#own;
  }

  /** Waits for requests. */
  watch(server: { fileno(): number }, { onReadable, onError }: RequestListener): Watch {
    return watch(server, EVENT_READ, onReadable, { selector: this.open(server), onError });
  }

  /** Idempotent. */
  close(): void {
    (this.#own ?? this.#given)?.close();
  }

  /** After a failure in a constructor: what was given stays its giver's. */
  abandon(): void {
    this.#drop();
    this.#given = null;
  }

  #drop(): void {
    const own = this.#own;
    this.#own = null;
    if (own === null) return;
    taken.delete(own);
    if (own !== this.#given) own.close();
  }
}

const checkSelector = (given: unknown): BaseSelector => {
  if (!(given instanceof BaseSelector))
    throw argTypeError(
      'selector must be a selector of @fdset/selectors, such as new PollSelector()',
    );
  if (given.closed) throw closedError('selector');
  if (taken.has(given) || given.getMap().size > 0)
    throw argTypeError(
      'the selector is in use: give each server a new one, with nothing registered; the server closes it',
      'ERR_FDSET_SELECTOR_IN_USE',
    );
  return given;
};
