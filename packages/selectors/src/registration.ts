// One registration's life, from register() to unregister(): the record behind its successive keys.
// Private to the package; users see SelectorKey.

import type { ReadyEntry } from './ready-list.js';
import type { ResolvedOptions, Terms } from './register-options.js';
import { SelectorKey } from './selector-key.js';

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
