// What select(2) does not tell next to poll and epoll: a hang-up or an error of what is not asked for reading. Used by
// SelectSelector when select has found nothing.

import { POLLERR, POLLHUP, SELECT_READ, waitPoll } from '@fdset/posix';

import { ENTRY_SIZE, InterestList } from './interest-list.js';

/**
 * Marks entries that have hung up as ready for all that they were asked for, as poll and epoll report them. The epoll
 * set that stands in for select in Node's event loop does: what it announces must be found here, or the wait for it
 * would never rest.
 *
 * @returns How many entries of the list are marked ready.
 */
export function markHungUp({ entries, count }: InterestList): number {
  const blind = new InterestList();
  const places: number[] = [];
  for (let index = 0; index < count * ENTRY_SIZE; index += ENTRY_SIZE) {
    if ((entries[index + 1] as number) & SELECT_READ) continue;
    blind.set(entries[index] as number, 0);
    places.push(index);
  }
  if (places.length === 0 || waitPoll(blind.entries, blind.count, 0) === 0) return 0;
  let ready = 0;
  for (const [entry, index] of places.entries()) {
    const bits = blind.entries[entry * ENTRY_SIZE + 2] as number;
    if ((bits & (POLLERR | POLLHUP)) === 0) continue;
    entries[index + 2] = entries[index + 1] as number;
    ready++;
  }
  return ready;
}
