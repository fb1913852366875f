// How console.log shows keys, maps and batches. `util.inspect` gets a plain object in their place, so it handles depth,
// colours, line lengths and circles itself.

import { inspect } from 'node:util';
import type { InspectOptionsStylized } from 'node:util';

import { nameEvents } from './events.js';

/** The fields of a key that are shown. */
interface KeyFields {
  readonly fileobj: unknown;
  readonly fd: number;
  readonly events: number;
  readonly data: unknown;
}

/** A mask that `util.inspect` shows by the names of its events. */
export function namedEvents(events: number): object {
  const show = (_depth: number, options: InspectOptionsStylized): string =>
    options.stylize(nameEvents(events), 'number');
  return { [inspect.custom]: show };
}

/** Prepares `shown` so that it can be inspected instead of `object`, under the name of the class of `object`. */
export function standIn(object: object, shown: object): object {
  Object.setPrototypeOf(shown, Object.getPrototypeOf(object) as object);
  return Object.defineProperty(shown, inspect.custom, { value: undefined });
}

/** The map that is inspected instead of a selector's map. It extends Map, because Node also uses inherited members of Map. */
export class InspectedMap extends Map<number, object> {
  static {
    const named = { value: 'SelectorMap' };
    Object.defineProperty(this, 'name', named);
    Object.defineProperty(this.prototype, Symbol.toStringTag, named);
  }
}

// Each key has only one stand-in, so that `util.inspect` recognizes data that leads back to its key as a circle.
const standIns = new WeakMap<object, object>();

/** The object that is inspected instead of a key. */
export function inspectKey(key: KeyFields): object {
  const known = standIns.get(key);
  if (known !== undefined) return known;
  const { fileobj, fd, events, data } = key;
  const made = standIn(key, { fileobj, fd, events: namedEvents(events), data });
  standIns.set(key, made);
  return made;
}
