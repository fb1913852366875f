// A kqueue whose entries have generations, and which can be replaced under the same number. KqueueSelector uses one, and
// PollSelector and SelectSelector use one as a companion for asynchronous waits where there is no epoll. Compare epoll-set.ts.

import {
  EVFILT_READ,
  EVFILT_WRITE,
  EV_ADD,
  EV_CLEAR,
  EV_DELETE,
  EV_DISABLE,
  EV_DISPATCH,
  EV_ENABLE,
  close,
  dup2,
  kqueueCreate,
  kqueueCtl,
  waitKqueue,
} from '@fdset/posix';
import type { BusyPoll } from '@fdset/posix';

import { HIT_SIZE } from './epoll-set.js';
import { EVENT_READ, EVENT_WRITE } from './events.js';
import type { Interest } from './registration.js';
import type { Terms } from './register-options.js';

const INITIAL_HITS = 64;
const FILTERS = [EVFILT_READ, EVFILT_WRITE];

// A descriptor that was closed while registered has lost its entries (EBADF). Its number may now mean a file that no kqueue
// takes (EINVAL), or a pipe without reader (EPIPE).
const UNWATCHABLE = new Set<unknown>(['EBADF', 'EINVAL', 'EPIPE']);

/** The part of an interest that the kernel's entries are made from. */
interface Entry extends Terms {
  readonly fd: number;
  readonly generation: number;
}

/** A kqueue(2), which must be closed exactly once. */
export class KqueueSet {
  readonly fd = kqueueCreate();
  /** The hits that `wait` found. The third number of each is a mask of selector events. */
  hits = new Int32Array(2 * INITIAL_HITS * HIT_SIZE);
  readonly #entries = new Map<number, Entry>();
  readonly #placeOf = new Map<number, number>();

  /** Adds a descriptor. Throws `EBADF`, `EINVAL`, `EPIPE`, ... */
  add(interest: Interest): void {
    this.#insert(entryOf(interest));
  }

  /** Changes the events of a descriptor, and re-arms it. Throws `EBADF`, `ENOENT`. */
  modify(interest: Interest): void {
    const old = this.#entries.get(interest.fd);
    // An existing entry keeps EV_CLEAR and EV_DISPATCH whatever EV_ADD says, so it has to be made anew.
    removeOrThrow(this.fd, interest.fd);
    try {
      this.#insert(entryOf(interest));
    } catch (error) {
      if (old !== undefined) this.#insert(old);
      throw error;
    }
  }

  /** Removes a descriptor, which may be closed already or mean another file. */
  delete(fd: number): void {
    this.#entries.delete(fd);
    // The kernel removed the entries when the number was closed.
    for (const filter of FILTERS) succeeds(this.fd, fd, filter, EV_DELETE);
  }

  /** Whether the descriptor still means the file that was added. It works for level-triggered entries only. */
  has(interest: Interest): boolean {
    // Enabling an entry again has no effect on a level-triggered one; it would re-arm a oneshot.
    return filtersOf(interest.events).every((filter) =>
      succeeds(this.fd, interest.fd, filter, EV_ENABLE),
    );
  }

  /** Silences all entries of a descriptor. EV_DISPATCH silences only the one that was reported. */
  disarm(fd: number): void {
    for (const filter of FILTERS) succeeds(this.fd, fd, filter, EV_DISABLE);
  }

  /**
   * Waits for up to `limit` hits.
   *
   * @returns How many hits there are in `hits`.
   */
  wait(timeoutMs: number | null, limit: number, busyPoll?: BusyPoll): number {
    const room = FILTERS.length * limit * HIT_SIZE;
    if (this.hits.length < room) this.hits = new Int32Array(2 * room);
    return this.#join(waitKqueue(this.fd, this.hits, timeoutMs, busyPoll));
  }

  /**
   * Replaces the set by a new one under the same number, because fork(2) does not pass on a kqueue. An outer kqueue no longer
   * sees the new set.
   */
  rebuild(interests: Iterable<Interest>): void {
    const all = [...interests];
    const fresh = kqueueCreate();
    try {
      for (const interest of all) if (interest.armed) addIfOpen(fresh, interest);
      dup2(fresh, this.fd);
    } finally {
      close(fresh);
    }
    // These flags change only now, because a failure leaves the old set in place, which has all entries.
    for (const interest of all) interest.attached = interest.armed;
  }

  close(): void {
    close(this.fd);
  }

  #insert(entry: Entry): void {
    try {
      addTo(this.fd, entry);
    } catch (error) {
      this.delete(entry.fd);
      throw error;
    }
    this.#entries.set(entry.fd, entry);
  }

  // The kernel reports the filters of a descriptor one by one; a selector reports each descriptor once.
  #join(count: number): number {
    const { hits } = this;
    const places = this.#placeOf;
    let joined = 0;
    for (let index = 0; index < count * HIT_SIZE; index += HIT_SIZE) {
      const fd = hits[index] as number;
      const events = fromKqueue(hits[index + 2] as number);
      const place = places.get(fd);
      if (place !== undefined) hits[place + 2] = (hits[place + 2] as number) | events;
      else {
        hits.copyWithin(joined, index, index + 2);
        hits[joined + 2] = events;
        places.set(fd, joined);
        joined += HIT_SIZE;
      }
    }
    places.clear();
    return joined / HIT_SIZE;
  }
}

function fromKqueue(filter: number): number {
  return filter === EVFILT_READ ? EVENT_READ : EVENT_WRITE;
}

function filtersOf(events: number): number[] {
  const filters: number[] = [];
  if (events & EVENT_READ) filters.push(EVFILT_READ);
  if (events & EVENT_WRITE) filters.push(EVFILT_WRITE);
  return filters;
}

function entryOf({ fd, generation, events, options }: Interest): Entry {
  return { fd, generation, events, options };
}

function addTo(kq: number, { fd, generation, events, options }: Entry): void {
  let flags = EV_ADD | EV_ENABLE;
  if (options.edge) flags |= EV_CLEAR;
  if (options.oneshot) flags |= EV_DISPATCH;
  for (const filter of filtersOf(events)) kqueueCtl(kq, fd, filter, flags, generation);
}

// Any other error (ENOMEM) is thrown, and the old set stays in place.
function addIfOpen(kq: number, interest: Interest): void {
  try {
    addTo(kq, interest);
  } catch (error) {
    if (!UNWATCHABLE.has((error as { code?: unknown }).code)) throw error;
  }
}

/** Removes the entries of a descriptor. Throws `ENOENT` if it has none, which means that its number was closed. */
function removeOrThrow(kq: number, fd: number): void {
  const removed = FILTERS.filter((filter) => succeeds(kq, fd, filter, EV_DELETE));
  if (removed.length === 0) kqueueCtl(kq, fd, EVFILT_READ, EV_DELETE);
}

function succeeds(kq: number, fd: number, filter: number, flags: number): boolean {
  try {
    kqueueCtl(kq, fd, filter, flags);
    return true;
  } catch (error) {
    const { code } = error as { code?: unknown };
    if (code === 'ENOENT' || UNWATCHABLE.has(code)) return false;
    throw error;
  }
}
