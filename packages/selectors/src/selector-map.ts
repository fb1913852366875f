// The live, read-only view of a selector's registrations that getMap() returns. It has no state of its own, so it is empty
// after close().

import { inspect } from 'node:util';

import type { FileObjectLike } from './file-object.js';
import { InspectedMap } from './inspect-key.js';
import type { RegistrationTable } from './registration-table.js';
import type { SelectorKey } from './registration.js';

/**
 * The registered keys by descriptor, in the order of registration. Iterates like a `Map` from
 * descriptor to key; `get` and `has` also take the file object. It changes with the selector.
 */
export class SelectorMap<Data = unknown, FileObject extends FileObjectLike = FileObjectLike> {
  readonly #table: RegistrationTable<Data, FileObject>;

  /** @internal */
  constructor(table: RegistrationTable<Data, FileObject>) {
    this.#table = table;
  }

  /** How many file objects are registered. */
  get size(): number {
    return this.#table.byFd.size;
  }

  /** The key of a registered file object or descriptor, else `undefined`. */
  get(fileobj: FileObject | number): SelectorKey<Data, FileObject> | undefined {
    return this.#table.lookup(fileobj)?.key;
  }

  /** Whether a file object or descriptor is registered. */
  has(fileobj: FileObject | number): boolean {
    return this.#table.lookup(fileobj) !== undefined;
  }

  /** The registered descriptors. */
  keys(): IterableIterator<number> {
    return this.#table.byFd.keys();
  }

  /** The keys. */
  *values(): Generator<SelectorKey<Data, FileObject>, undefined> {
    for (const { key } of this.#table.byFd.values()) yield key;
    return undefined;
  }

  /** The descriptors with their keys. */
  *entries(): Generator<[fd: number, key: SelectorKey<Data, FileObject>], undefined> {
    for (const key of this.values()) yield [key.fd, key];
    return undefined;
  }

  /** Same as {@link entries}. */
  [Symbol.iterator](): Generator<[fd: number, key: SelectorKey<Data, FileObject>], undefined> {
    return this.entries();
  }

  /** Calls back with each key and its descriptor, as `Map.prototype.forEach` does. */
  forEach(callback: (key: SelectorKey<Data, FileObject>, fd: number, map: this) => void): void {
    for (const [fd, key] of this) callback(key, fd, this);
  }

  /** `console.log(map)` shows it like a `Map`. */
  [inspect.custom](): object {
    return new InspectedMap(#table in this ? this : []);
  }

  /** The same in one line. */
  toString(): string {
    return inspect(this, { depth: 2, breakLength: Infinity });
  }
}
