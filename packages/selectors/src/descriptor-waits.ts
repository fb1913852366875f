// All waits on one descriptor, side by side: the kernel's sets take a number once, so they share a registration for
// what they want together. Kept by LoopWaits; its `dispatch` is the registration's `key.data`.

import { descriptorOrNone } from './file-object.js';
import type { FileObjectLike } from './file-object.js';
import { throwUncaught } from './throw-uncaught.js';

/** What a registration has as its data: called as in the document, `key.data(key.fileobj, events)`. */
export type ReadyCallback = (fileobj: FileObjectLike, events: number) => void;

/** One wait: of a callback, or of a promise. */
export interface Wait {
  readonly fileobj: FileObjectLike;
  /** A mask of events; 0 while it waits for nothing. */
  readonly events: number;
  /** Whether it keeps the process alive. */
  readonly isRef: boolean;
  /** Something of it is ready. What it throws is uncaught. */
  ready(events: number): void;
  /** It has ended, and never will be ready. Must not throw. */
  fail(error: Error): void;
}

/** The waits on one descriptor. */
export class DescriptorWaits {
  readonly fd: number;
  /** What is registered: that of the first wait. */
  readonly fileobj: FileObjectLike;
  /** What the selector has been told to wait for. */
  registered = 0;
  /** Ends the hearing of close(2). */
  unhear: () => void = () => {};
  // Replaced and never changed: one that is dispatched to may end others, and begin new ones.
  #waits: readonly Wait[] = [];

  constructor(fd: number, fileobj: FileObjectLike) {
    this.fd = fd;
    this.fileobj = fileobj;
  }

  /** Whether its object still has the number; a bare number says nothing. */
  get isOpen(): boolean {
    return typeof this.fileobj === 'number' || descriptorOrNone(this.fileobj) === this.fd;
  }

  get isEmpty(): boolean {
    return this.#waits.length === 0;
  }

  /** What they wait for together. */
  get events(): number {
    return this.#waits.reduce((all, { events }) => all | events, 0);
  }

  /** How many of them keep the process alive. */
  get alive(): number {
    return this.#waits.filter(({ isRef }) => isRef).length;
  }

  add(wait: Wait): void {
    this.#waits = [...this.#waits, wait];
  }

  remove(wait: Wait): void {
    this.#waits = this.#waits.filter((one) => one !== wait);
  }

  /** The callback of the registration: tells each wait what of it is ready. */
  readonly dispatch: ReadyCallback = (_fileobj, events) => {
    for (const wait of this.#waits) {
      // One that an earlier one has ended waits for nothing.
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
