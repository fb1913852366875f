// What select(2) lacks next to poll: it fails as a whole when one descriptor was closed while
// registered. Used by SelectSelector when that has happened.

import { F_GETFD, fcntl, waitSelect } from '@fdset/posix';

import { ENTRY_SIZE, InterestList } from './interest-list.js';

/**
 * Marks what is closed as ready for all that it was asked for, as poll does, and asks select about
 * the rest without waiting.
 *
 * @returns How many entries of the list are marked ready.
 */
export function callWithoutClosed({ entries, count }: InterestList): number {
  const open = new InterestList();
  const places: number[] = [];
  let ready = 0;
  for (let index = 0; index < count * ENTRY_SIZE; index += ENTRY_SIZE) {
    const [fd, events] = [entries[index] as number, entries[index + 1] as number];
    if (isOpen(fd)) {
      open.set(fd, events);
      places.push(index + 2);
    } else {
      entries[index + 2] = events;
      ready++;
    }
  }
  ready += waitSelect(open.entries, open.count, 0);
  for (const [entry, place] of places.entries()) {
    entries[place] = open.entries[entry * ENTRY_SIZE + 2] as number;
  }
  return ready;
}

function isOpen(fd: number): boolean {
  try {
    return fcntl(fd, F_GETFD) >= 0;
  } catch {
    return false;
  }
}
