// Unlike poll(2), select(2) fails as a whole when one descriptor was closed while registered. SelectSelector then uses this
// function.

import { F_GETFD, fcntl, waitSelect } from '@fdset/posix';

import { ENTRY_SIZE, InterestList } from './interest-list.js';

/**
 * Marks closed descriptors as ready for all their events, as poll does, and asks select about the others without waiting.
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
