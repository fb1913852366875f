// What register() returns and select() reports: the file object with its interest and its data.
// A key is a snapshot; the Registration behind it says whether the snapshot still holds.

import { inspect } from 'node:util';

import type { FileObjectLike } from './file-object.js';
import { inspectKey } from './inspect-key.js';
import type { Registration } from './registration.js';

/**
 * The immutable association of a file object, its descriptor, the events asked for and the data
 * attached (CPython `selectors.SelectorKey`). `modify` makes a new key.
 */
export class SelectorKey<Data = unknown, FileObject = FileObjectLike> {
  /** The object (or number) that was registered. */
  readonly fileobj: FileObject;
  /** Its descriptor at the time of registration. */
  readonly fd: number;
  /** The mask of events asked for. */
  readonly events: number;
  /** Whatever the caller attached: a callback, a connection's state. */
  readonly data: Data;

  readonly #registration: Registration<Data, FileObject>;

  /** @internal */
  constructor(
    registration: Registration<Data, FileObject>,
    fileobj: FileObject,
    events: number,
    data: Data,
  ) {
    this.fileobj = fileobj;
    this.fd = registration.fd;
    this.events = events;
    this.data = data;
    this.#registration = registration;
    Object.freeze(this);
  }

  /** @internal The registration that this key is, or was, the face of. */
  static registrationOf<Data, FileObject>(
    key: SelectorKey<Data, FileObject>,
  ): Registration<Data, FileObject> {
    return key.#registration;
  }

  /** `console.log(key)`: the key as it is, its events by their names. */
  [inspect.custom](): object {
    return inspectKey(this);
  }

  toString(): string {
    return inspect(this, { depth: 1, breakLength: Infinity });
  }
}
