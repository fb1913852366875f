// A registration and its keys. register() returns a key and select() reports it: an immutable snapshot of a registration.
// All keys of one registration share a Registration object, which tells whether a key is current; it is private to the
// package.

import { inspect } from 'node:util';

import type { FileObjectLike } from './file-object.js';
import { inspectKey } from './inspect-key.js';
import type { ResolvedOptions, Terms } from './register-options.js';

/**
 * The immutable association of a file object, its descriptor, its registered events and the attached data (CPython
 * `selectors.SelectorKey`). `modify` makes a new key.
 */
export class SelectorKey<Data = unknown, FileObject = FileObjectLike> {
  /** The object (or number) that was registered. */
  readonly fileobj: FileObject;
  /** Its descriptor at the time of registration. */
  readonly fd: number;
  /** The mask of registered events. */
  readonly events: number;
  /** The data that the caller attached, such as a callback or the state of a connection. */
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

  /** @internal The registration that a key is a snapshot of. */
  static registrationOf<Data, FileObject>(
    key: SelectorKey<Data, FileObject>,
  ): Registration<Data, FileObject> {
    return key.#registration;
  }

  /** `console.log(key)` shows the key with the names of its events. */
  [inspect.custom](): object {
    return inspectKey(this);
  }

  toString(): string {
    return inspect(this, { depth: 1, breakLength: Infinity });
  }
}

/** One ready file object: its key and its ready events. */
export interface ReadyEntry<Data = unknown, FileObject = FileObjectLike> {
  readonly key: SelectorKey<Data, FileObject>;
  readonly events: number;
}

/** An entry that a backend watches: a registration, or the selector's wake-up. */
export interface Interest extends Terms {
  readonly fd: number;
  /** Distinguishes this registration from earlier ones of the same number; the wake-up has 0. */
  readonly generation: number;
  /**
   * False after a oneshot report, or after the descriptor was found closed, until a `modify` re-arms the registration.
   */
  armed: boolean;
  /** Whether the kernel's set should have this entry; a rebuilt set omits entries that are not armed. */
  attached: boolean;
}

/** The initial values of a registration. */
export interface RegistrationStart<Data, FileObject> extends Terms {
  readonly fileobj: FileObject;
  readonly fd: number;
  readonly data: Data;
}

/** The mutable record that all keys of one registration share. */
export class Registration<Data, FileObject> implements Interest {
  readonly fd: number;
  readonly generation: number;
  events: number;
  options: ResolvedOptions;
  armed = true;
  attached = true;
  /** False after `unregister`; late entries of a batch check it. */
  active = true;
  /** The latest key. */
  key: SelectorKey<Data, FileObject>;
  #entry: ReadyEntry<Data, FileObject> | null = null;

  constructor(start: RegistrationStart<Data, FileObject>, generation: number) {
    this.fd = start.fd;
    this.generation = generation;
    this.events = start.events;
    this.options = start.options;
    this.key = new SelectorKey(this, start.fileobj, start.events, start.data);
  }

  /** Makes a new key the current one. */
  rekey(events: number, data: Data): SelectorKey<Data, FileObject> {
    this.key = new SelectorKey(this, this.key.fileobj, events, data);
    return this.key;
  }

  /** The current key with its ready events. The entry is frozen, and reused while key and events stay the same. */
  entryFor(events: number): ReadyEntry<Data, FileObject> {
    const last = this.#entry;
    if (last !== null && last.events === events && last.key === this.key) return last;
    return (this.#entry = Object.freeze({ key: this.key, events }));
  }
}
