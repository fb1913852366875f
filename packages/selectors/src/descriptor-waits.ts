// All waits on one descriptor. An epoll set takes a descriptor only once, so the waits share one registration for the union
// of their events. LoopWaits keeps these objects, and uses `dispatch` as the `key.data` of the registration.

import { descriptorOrNone } from './file-object.js';
import type { FileObjectLike } from './file-object.js';
import { throwUncaught } from './throw-uncaught.js';

/** The data of a registration, which is called as in CPython's documentation: `key.data(key.fileobj, events)`. */
export type ReadyCallback = (fileobj: FileObjectLike, events: number) => void;

/** One wait, by a callback or by a promise. */
export interface Wait {
  readonly fileobj: FileObjectLike;
  /** The mask of the events; 0 while it waits for nothing. */
  readonly events: number;
  /** Whether the wait keeps the process alive. */
  readonly isRef: boolean;
  /** Called when some of the events are ready. An error that it throws is uncaught. */
  ready(events: number): void;
  /** Called when the wait ends without being ready. It must not throw. */
  fail(error: Error): void;
}

/** The waits on one descriptor. */
export class DescriptorWaits {
  readonly fd: number;
  /** The registered file object, which is that of the first wait. */
  readonly fileobj: FileObjectLike;
  /** The registered events. */
  registered = 0;
  /** Stops listening to the closing of the descriptor. */
  ignoreClosing: () => void = () => {};
  // The array is replaced and never changed, because a callback may end other waits and begin new ones during a dispatch.
  #waits: readonly Wait[] = [];

  constructor(fd: number, fileobj: FileObjectLike) {
    this.fd = fd;
    this.fileobj = fileobj;
  }

  /** Whether the object still has the descriptor; a bare number always counts as open. */
  get isOpen(): boolean {
    return typeof this.fileobj === 'number' || descriptorOrNone(this.fileobj) === this.fd;
  }

  get isEmpty(): boolean {
    return this.#waits.length === 0;
  }

  /** The union of the events of all waits. */
  get events(): number {
    return this.#waits.reduce((all, { events }) => all | events, 0);
  }

  /** How many of the waits keep the process alive. */
  get alive(): number {
    return this.#waits.filter(({ isRef }) => isRef).length;
  }

  add(wait: Wait): void {
    this.#waits = [...this.#waits, wait];
  }

  remove(wait: Wait): void {
    this.#waits = this.#waits.filter((one) => one !== wait);
  }

  /** The callback of the registration: calls each wait that has a ready event. */
  readonly dispatch: ReadyCallback = (_fileobj, events) => {
    for (const wait of this.#waits) {
      // A wait that an earlier callback has ended has no events.
      const ready = wait.events & events;
      if (ready === 0) continue;
      try {
        wait.ready(ready);
      } catch (error) {
        throwUncaught(error);
      }
    }
  };

  fail(error: Error): void {
    const waits = this.#waits;
    this.#waits = [];
    for (const wait of waits) wait.fail(error);
  }
}
