// The events of registrations, and the check that every backend applies to them. The file of each backend maps them to the
// bits of its system call.

import { argTypeError, rangeError, showValue } from '@fdset/posix';

/** Ready for reading: there is data, an end of stream, a connection to accept, or an error. */
export const EVENT_READ = 1;

/** Ready for writing: there is room in the send buffer, a finished connect, or an error. */
export const EVENT_WRITE = 2;

// 4 stays unused, because CPython refuses it and programs use it as an example of an invalid event.

/**
 * An exceptional condition such as TCP out-of-band data. See {@link BaseSelector.supportsPri}.
 */
export const EVENT_PRI = 8;

/**
 * The peer has shut down its sending side (Linux `POLLRDHUP`), which plain readability does not tell.
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

/** A mask of events as it is written in code: `EVENT_READ|EVENT_WRITE`. */
export function nameEvents(events: number): string {
  const names = NAMES.filter(([bit]) => (events & bit) !== 0).map(([, name]) => name);
  return names.length === 0 ? String(events) : names.join('|');
}

/** The capabilities of a backend that the check of an event mask uses. */
export interface EventSupport {
  readonly supportsPri: boolean;
  readonly supportsRdhup: boolean;
}

// The usual mistakes are a name in quotes, and a callback or data in the place of the events.
function kindOf(given: unknown): string {
  if (typeof given === 'string') return `the string ${showValue(given)}`;
  return given === undefined ? 'nothing' : typeof given;
}

/** Refuses a mask that is empty, has unknown bits, or has events that the backend does not support. */
export function checkEvents(events: number, support: EventSupport): void {
  if (typeof events !== 'number') {
    throw argTypeError(
      `Invalid events: expected EVENT_READ, EVENT_WRITE or both, which are numbers and come right after the ` +
        `file object, got ${kindOf(events)}`,
    );
  }
  // The comparison also refuses fractions and NaN, which `&` alone would truncate.
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
