// The events that a registration may ask for, and the check that every backend applies to them.
// Each backend's own file maps them to the bits of its system call.

import { argTypeError, rangeError, showValue } from '@fdset/posix';

/** Ready to be read: data, an end of stream, a connection to accept, or an error. */
export const EVENT_READ = 1;

/** Ready to be written: room in the send buffer, a finished connect, or an error. */
export const EVENT_WRITE = 2;

// 4 stays unused: CPython refuses it, and programs that probe for "an invalid event" use it.

/**
 * Exceptional condition: TCP out-of-band data, for example. See {@link BaseSelector.supportsPri}.
 */
export const EVENT_PRI = 8;

/**
 * The peer shut down its sending side (Linux `POLLRDHUP`), told apart from plain readability.
 * See {@link BaseSelector.supportsRdhup}.
 */
export const EVENT_RDHUP = 16;

const ALL_EVENTS = EVENT_READ | EVENT_WRITE | EVENT_PRI | EVENT_RDHUP;

const NAMES = [
  [EVENT_READ, 'EVENT_READ'],
  [EVENT_WRITE, 'EVENT_WRITE'],
  [EVENT_PRI, 'EVENT_PRI'],
  [EVENT_RDHUP, 'EVENT_RDHUP'],
] as const;

/** A mask of events as one writes it: `EVENT_READ|EVENT_WRITE`. */
export function nameEvents(events: number): string {
  const names = NAMES.filter(([bit]) => (events & bit) !== 0).map(([, name]) => name);
  return names.length === 0 ? String(events) : names.join('|');
}

/** What checking an event mask needs to know of a backend. */
export interface EventSupport {
  readonly supportsPri: boolean;
  readonly supportsRdhup: boolean;
}

// A name in quotes, and what is meant for the argument that follows, are the usual ones.
function kindOf(given: unknown): string {
  if (typeof given === 'string') return `the string ${showValue(given)}`;
  return given === undefined ? 'nothing' : typeof given;
}

/** Refuses a mask that is empty, has unknown bits, or asks for what the backend does not have. */
export function checkEvents(events: number, support: EventSupport): void {
  if (typeof events !== 'number') {
    throw argTypeError(
      `Invalid events: expected EVENT_READ, EVENT_WRITE or both, which are numbers and come right after what ` +
        `is watched, got ${kindOf(events)}`,
    );
  }
  // The comparison refuses fractions and NaN as well: `&` alone would truncate them.
  if (events === 0 || (events & ALL_EVENTS) !== events) {
    const message = `Invalid events: ${events}; they are EVENT_READ, EVENT_WRITE or both`;
    throw rangeError(message, 'ERR_FDSET_INVALID_EVENTS');
  }
  if (
    (events & EVENT_PRI && !support.supportsPri) ||
    (events & EVENT_RDHUP && !support.supportsRdhup)
  ) {
    throw argTypeError(
      `Events ${events} are not supported by this selector`,
      'ERR_FDSET_UNSUPPORTED',
    );
  }
}
