// The side of a selector that selectAsync and loop-waits.ts use to wait on Node's event loop.

import { AsyncWait } from './async-wait.js';
import type { AsyncSource } from './async-wait.js';
import type { ReadyEntry } from './registration.js';
import type { OpenCheck } from './ready-list.js';

/** The part of a selector that its waits on the event loop use. */
export interface LoopSource<Data, FileObject> extends Omit<
  AsyncSource<ReadyEntry<Data, FileObject>[]>,
  'nothing'
> {
  /** Whether the file object of a key is still open; if not, this stops watching it. */
  readonly isOpen: OpenCheck<Data, FileObject>;
  /** Whether the selector has exactly one registration and no wake-up channel. */
  readonly hasOneEntry: () => boolean;
  /** Whether the number of an open registration still means the file that the event loop watches. */
  readonly isWatched: OpenCheck<Data, FileObject>;
}

/** The wait of a selector on Node's event loop, and its source of ready entries. */
export interface SelectorLoop<Data, FileObject> {
  readonly source: LoopSource<Data, FileObject>;
  readonly wait: AsyncWait<ReadyEntry<Data, FileObject>[]>;
}

/** Makes a selector's loop, which watches nothing yet. */
export function selectorLoop<Data, FileObject>(
  source: LoopSource<Data, FileObject>,
): SelectorLoop<Data, FileObject> {
  return { source, wait: new AsyncWait({ ...source, nothing: () => [] }) };
}
