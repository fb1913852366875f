// The selector with which a server waits for its listener only: CPython's _ServerSelector, one for each server.
import { argTypeError, closedError } from '@fdset/posix';
import { BaseSelector, DefaultSelector, EVENT_READ, watch } from '@fdset/selectors';
import type { Watch } from '@fdset/selectors';

/** The selectors that belong to servers. */
const owned = new WeakSet<BaseSelector>();

/** Callbacks of the watch: a request waits, or waiting has failed. */
export interface RequestListener {
  readonly onReadable: () => void;
  readonly onError: (error: Error) => void;
}

/** The selector of one server. The server owns it from `open` on, and closes it. */
export class ServerSelector {
  #given: BaseSelector | null;
  #own: BaseSelector | null = null;

  /** @throws {TypeError} ERR_FDSET_INVALID_ARG_TYPE, ERR_FDSET_CLOSED, ERR_FDSET_SELECTOR_IN_USE */
  constructor(given: unknown) {
    this.#given = given === undefined ? null : checkSelector(given);
  }

  /**
   * Takes the given selector or makes one, and checks that it can wait for the server. A shortage of descriptors thus
   * fails in the constructor of the server rather than when the server serves.
   * @throws {SocketError} EMFILE
   * @throws {RangeError} ERR_FDSET_OUT_OF_RANGE for a descriptor that SelectSelector does not take
   */
  open(server: { fileno(): number }): BaseSelector {
    if (this.#own !== null) return this.#own;
    this.#own = this.#given === null ? new DefaultSelector() : checkSelector(this.#given);
    owned.add(this.#own);
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

  /** Called after a failure in the server's constructor: a given selector stays the caller's, and stays open. */
  abandon(): void {
    this.#drop();
    this.#given = null;
  }

  #drop(): void {
    const own = this.#own;
    this.#own = null;
    if (own === null) return;
    owned.delete(own);
    if (own !== this.#given) own.close();
  }
}

const checkSelector = (given: unknown): BaseSelector => {
  if (!(given instanceof BaseSelector))
    throw argTypeError(
      'selector must be a selector of @fdset/selectors, such as new PollSelector()',
    );
  if (given.closed) throw closedError('selector');
  if (owned.has(given) || given.getMap().size > 0)
    throw argTypeError(
      'the selector is in use: give each server a new one, with nothing registered; the server closes it',
      'ERR_FDSET_SELECTOR_IN_USE',
    );
  return given;
};
