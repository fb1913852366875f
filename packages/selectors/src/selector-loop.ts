// A selector beside Node's event loop: what selectAsync and loop-waits.ts have of it.

import { AsyncWait } from './async-wait.js';
import type { AsyncSource } from './async-wait.js';
import type { ReadyEntry } from './registration.js';
import type { OpenCheck } from './ready-list.js';

/** What a selector offers for it. */
export interface LoopSource<Data, FileObject> extends Omit<
  AsyncSource<ReadyEntry<Data, FileObject>[]>,
  'nothing'
> {
  /** Whether what a key stands for is still open; what is not is watched no longer. */
  readonly isOpen: OpenCheck<Data, FileObject>;
  /** Whether one registration is all that there is to wait for. */
  readonly isLone: () => boolean;
  /** Whether the number of an open one still is the file that the event loop waits for. */
  readonly isWatched: OpenCheck<Data, FileObject>;
}

/** The one wait of a selector on Node's event loop, and what is collected by it. */
export interface SelectorLoop<Data, FileObject> {
  readonly source: LoopSource<Data, FileObject>;
  readonly wait: AsyncWait<ReadyEntry<Data, FileObject>[]>;
}

/** Makes it; watches nothing yet. */
export function selectorLoop<Data, FileObject>(
  source: LoopSource<Data, FileObject>,
): SelectorLoop<Data, FileObject> {
  return { source, wait: new AsyncWait({ ...source, nothing: () => [] }) };
}
