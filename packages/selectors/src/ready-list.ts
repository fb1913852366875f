// What select() returns: an array of { key, events } whose iterator leaves out what an earlier
// callback of the same batch has unregistered, closed or modified away (redis' ae.c re-checks its
// mask for the same reason).

import type { FileObjectLike } from './file-object.js';
import { SelectorKey } from './selector-key.js';

/** One ready file object: its key, and those of its events that are ready. */
export interface ReadyEntry<Data = unknown, FileObject = FileObjectLike> {
  readonly key: SelectorKey<Data, FileObject>;
  readonly events: number;
}

/** Whether what a key stands for is still open. */
export type OpenCheck<Data, FileObject> = (key: SelectorKey<Data, FileObject>) => boolean;

/**
 * A batch of ready file objects.
 *
 * `for ... of` delivers each entry as things stand *then*: not at all once the file object has been
 * unregistered or closed, whoever owns its number now; with the new key, and only those events that
 * are still asked for, once it has been modified. Index access and `map`, `filter`, `forEach` see
 * the batch as it was; ask {@link BaseSelector.isCurrent} there.
 */
export class ReadyList<Data = unknown, FileObject = FileObjectLike> extends Array<
  ReadyEntry<Data, FileObject>
> {
  static override get [Symbol.species](): ArrayConstructor {
    return Array;
  }

  readonly #isOpen: OpenCheck<Data, FileObject>;

  /** @internal */
  constructor(isOpen: OpenCheck<Data, FileObject>) {
    super();
    this.#isOpen = isOpen;
  }

  override *[Symbol.iterator](): Generator<ReadyEntry<Data, FileObject>, undefined> {
    for (let index = 0; index < this.length; index++) {
      const entry = currentEntry(this[index] as ReadyEntry<Data, FileObject>);
      if (entry !== null && this.#isOpen(entry.key)) yield entry;
    }
    return undefined;
  }
}

function currentEntry<Data, FileObject>(
  entry: ReadyEntry<Data, FileObject>,
): ReadyEntry<Data, FileObject> | null {
  const { active, key } = SelectorKey.registrationOf(entry.key);
  if (!active) return null;
  if (key === entry.key) return entry;
  const events = entry.events & key.events;
  return events === 0 ? null : { key, events };
}
