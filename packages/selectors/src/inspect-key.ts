// How keys, and what consists of them, show themselves. `util.inspect` is given an object in their place, so that
// depth, colours, line lengths and circles are its own affair.

import { inspect } from 'node:util';
import type { InspectOptionsStylized } from 'node:util';

import { nameEvents } from './events.js';

/** What shows of a key. */
interface KeyFields {
  readonly fileobj: unknown;
  readonly fd: number;
  readonly events: number;
  readonly data: unknown;
}

/** A mask that shows itself by the names of its events. */
export function namedEvents(events: number): object {
  const show = (_depth: number, options: InspectOptionsStylized): string =>
    options.stylize(nameEvents(events), 'number');
  return { [inspect.custom]: show };
}

/** Makes `shown` what is inspected instead of `object`, under the name of its class. */
export function standIn(object: object, shown: object): object {
  Object.setPrototypeOf(shown, Object.getPrototypeOf(object) as object);
  return Object.defineProperty(shown, inspect.custom, { value: undefined });
}

/** What is inspected instead of a selector's map. Node asks maps for what this class inherits, and not only by their slots. */
export class ShownMap extends Map<number, object> {
  static {
    const named = { value: 'SelectorMap' };
    Object.defineProperty(this, 'name', named);
    Object.defineProperty(this.prototype, Symbol.toStringTag, named);
  }
}

// One for each key, however often it is met: data that leads back to its key is a circle by that.
const standIns = new WeakMap<object, object>();

/** What is inspected instead of a key. */
export function inspectKey(key: KeyFields): object {
  const known = standIns.get(key);
  if (known !== undefined) return known;
  const { fileobj, fd, events, data } = key;
  const made = standIn(key, { fileobj, fd, events: namedEvents(events), data });
  standIns.set(key, made);
  return made;
}
