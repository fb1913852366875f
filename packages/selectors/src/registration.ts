// One registration, and its face: what register() returns and select() reports is a key, a snapshot of the file object with its
// interest and its data. The Registration behind successive keys says whether a snapshot still holds; it is private to the package.

import { inspect } from 'node:util';

import type { FileObjectLike } from './file-object.js';
import { inspectKey } from './inspect-key.js';
import type { ResolvedOptions, Terms } from './register-options.js';

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

/** One ready file object: its key, and those of its events that are ready. */
export interface ReadyEntry<Data = unknown, FileObject = FileObjectLike> {
  readonly key: SelectorKey<Data, FileObject>;
  readonly events: number;
}

/** What a backend watches: a registration, or the selector's wake-up. */
export interface Interest extends Terms {
  readonly fd: number;
  /** Tells this registration from earlier ones of the same number; 0 is the wake-up's. */
  readonly generation: number;
  /**
   * False between a oneshot report, or the discovery that the descriptor was closed, and the
   * `modify` that arms it again.
   */
  armed: boolean;
  /** Whether the kernel's set should have it; a rebuilt set leaves out what is not armed. */
  attached: boolean;
}

/** What a registration starts with. */
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
  /** False once unregistered, which is how late entries of a batch find out. */
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

  /** The current key with its ready events. Mostly the same as last time: frozen, and made once. */
  entryFor(events: number): ReadyEntry<Data, FileObject> {
    const last = this.#entry;
    if (last !== null && last.events === events && last.key === this.key) return last;
    return (this.#entry = Object.freeze({ key: this.key, events }));
  }
}
