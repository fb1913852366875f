// The result of select(): an array of { key, events }. Its iterator skips entries that an earlier callback of the same batch
// has unregistered, closed or modified away (redis' ae.c re-checks its mask for the same reason).

import { inspect } from 'node:util';

import type { FileObjectLike } from './file-object.js';
import { namedEvents, standIn } from './inspect-key.js';
import { SelectorKey } from './registration.js';
import type { ReadyEntry } from './registration.js';

/** Whether the file object of a key is still open. */
export type OpenCheck<Data, FileObject> = (key: SelectorKey<Data, FileObject>) => boolean;

/**
 * A batch of ready file objects.
 *
 * `for ... of` checks each entry when it delivers it. It skips an entry whose file object has been unregistered or closed
 * meanwhile, even if its number was reused. If the registration was modified, the entry has the new key and only events that
 * are still registered. Index access and `map`, `filter`, `forEach` give the original batch; use
 * {@link BaseSelector.isCurrent} there.
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

  /** @internal Does what push does, which the engine does not inline for a subclass of Array. */
  add(entry: ReadyEntry<Data, FileObject>): void {
    this[this.length] = entry;
  }

  /** `console.log(ready)` shows the original batch, with the names of its events. */
  [inspect.custom](): object {
    const shown = this.map(({ key, events }) => ({ key, events: namedEvents(events) }));
    return standIn(this, shown);
  }

  override toString(): string {
    return inspect(this, { depth: 2, breakLength: Infinity });
  }

  override [Symbol.iterator](): ArrayIterator<ReadyEntry<Data, FileObject>> {
    return new CurrentEntries(this, this.#isOpen) as unknown as ArrayIterator<
      ReadyEntry<Data, FileObject>
    >;
  }
}

// This class replaces a generator, because a server has an entry for every request: the class with all its checks takes
// 18 ns per entry, a generator without any checks 22 ns.
class CurrentEntries<Data, FileObject> {
  readonly #list: ReadyList<Data, FileObject>;
  readonly #isOpen: OpenCheck<Data, FileObject>;
  #index = 0;

  static {
    // Every iterator of the language inherits Symbol.iterator, map, filter, ... from this prototype.
    const arrayIterators: object = Object.getPrototypeOf([][Symbol.iterator]());
    Object.setPrototypeOf(this.prototype, Object.getPrototypeOf(arrayIterators));
  }

  constructor(list: ReadyList<Data, FileObject>, isOpen: OpenCheck<Data, FileObject>) {
    this.#list = list;
    this.#isOpen = isOpen;
  }

  next(): IteratorResult<ReadyEntry<Data, FileObject>, undefined> {
    while (this.#index < this.#list.length) {
      const entry = currentEntry(this.#list[this.#index++] as ReadyEntry<Data, FileObject>);
      if (entry !== null && this.#isOpen(entry.key)) return { done: false, value: entry };
    }
    return { done: true, value: undefined };
  }
}

/** The entry with the current key and events, or `null` if none of its events is still registered. */
export function currentEntry<Data, FileObject>(
  entry: ReadyEntry<Data, FileObject>,
): ReadyEntry<Data, FileObject> | null {
  const registration = SelectorKey.registrationOf(entry.key);
  if (!registration.active) return null;
  const { key } = registration;
  if (key === entry.key) return entry;
  const events = entry.events & key.events;
  return events === 0 ? null : registration.entryFor(events);
}
