// Unlike poll and epoll, select(2) does not report a hang-up or an error of a descriptor that is not selected for reading.
// SelectSelector asks poll(2) about these when select has found nothing.

import { POLLERR, POLLHUP, SELECT_READ, waitPoll } from '@fdset/posix';

import { ENTRY_SIZE, InterestList } from './interest-list.js';

/**
 * Marks entries that have hung up as ready for all their events, as poll and epoll report them. The companion epoll set,
 * which waits for a SelectSelector on Node's event loop, reports hang-ups. They must be found here, or the event loop would
 * wake up again and again.
 *
 * @returns How many entries of the list are marked ready.
 */
export function markHungUp({ entries, count }: InterestList): number {
  const notRead = new InterestList();
  const places: number[] = [];
  for (let index = 0; index < count * ENTRY_SIZE; index += ENTRY_SIZE) {
    if ((entries[index + 1] as number) & SELECT_READ) continue;
    notRead.set(entries[index] as number, 0);
    places.push(index);
  }
  if (places.length === 0 || waitPoll(notRead.entries, notRead.count, 0) === 0) return 0;
  let ready = 0;
  for (const [entry, index] of places.entries()) {
    const bits = notRead.entries[entry * ENTRY_SIZE + 2] as number;
    if ((bits & (POLLERR | POLLHUP)) === 0) continue;
    entries[index + 2] = entries[index + 1] as number;
    ready++;
  }
  return ready;
}
