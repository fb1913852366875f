// An epoll descriptor with generations, which can replace itself behind its own number.
// EpollSelector is one; PollSelector and SelectSelector keep one as a companion for selectAsync.

import {
  EPOLL_CTL_ADD,
  EPOLL_CTL_DEL,
  EPOLL_CTL_MOD,
  EPOLLERR,
  EPOLLET,
  EPOLLEXCLUSIVE,
  EPOLLHUP,
  EPOLLIN,
  EPOLLONESHOT,
  EPOLLOUT,
  EPOLLPRI,
  EPOLLRDHUP,
  close,
  dup2,
  epollCreate,
  epollCtl,
  waitEpoll,
} from '@fdset/posix';
import type { BusyPoll } from '@fdset/posix';

import { EVENT_PRI, EVENT_RDHUP, EVENT_READ, EVENT_WRITE } from './events.js';
import type { Interest } from './registration.js';

/** Each hit is three numbers: descriptor, generation, epoll events. */
export const HIT_SIZE = 3;

const INITIAL_HITS = 64;

// A descriptor that was closed while registered has left the old set as well. What has its number by
// now may be a file that no set takes (EPERM), or a set that would watch itself (ELOOP, EINVAL).
const NOT_WATCHED = new Set<unknown>(['EBADF', 'EPERM', 'ELOOP', 'EINVAL']);

/** An epoll(7) set. Close it once. */
export class EpollSet {
  readonly fd = epollCreate();
  /** Filled by `wait`. */
  hits = new Int32Array(INITIAL_HITS * HIT_SIZE);

  /** Adds a descriptor. Throws `EBADF`, `EPERM`, `EEXIST`, ... */
  add(interest: Interest): void {
    epollCtl(this.fd, EPOLL_CTL_ADD, interest.fd, toEpoll(interest), interest.generation);
  }

  /** Changes a descriptor's events, and arms it again. Throws `EBADF`, `ENOENT`. */
  modify(interest: Interest): void {
    epollCtl(this.fd, EPOLL_CTL_MOD, interest.fd, toEpoll(interest), interest.generation);
  }

  /** Removes a descriptor; it may be closed already, or mean another file. */
  delete(fd: number): void {
    try {
      epollCtl(this.fd, EPOLL_CTL_DEL, fd);
    } catch {
      // The kernel removed it with the last reference to its file, or holds it under a file that
      // has no number any more; rebuild() is for the latter.
    }
  }

  /** Whether the descriptor still means the file that was added. Level-triggered entries only. */
  has(interest: Interest): boolean {
    try {
      // The kernel finds an entry by file and number. Changing it to what it is has no effect, as
      // long as there is no edge or shot to be repeated.
      this.modify(interest);
      return true;
    } catch (error) {
      const { code } = error as { code?: unknown };
      if (code === 'ENOENT' || NOT_WATCHED.has(code)) return false;
      throw error;
    }
  }

  /**
   * Waits for hits, room for `limit` of them.
   *
   * @returns How many there are in `hits`.
   */
  wait(timeoutMs: number | null, limit: number, busyPoll?: BusyPoll): number {
    if (this.hits.length < limit * HIT_SIZE) {
      this.hits = new Int32Array(2 * limit * HIT_SIZE);
    }
    return waitEpoll(this.fd, this.hits, timeoutMs, busyPoll);
  }

  /**
   * Replaces the set by a fresh one under the same number. The kernel keeps an entry as long as its
   * *file* is open somewhere, a duplicate in another process included, and takes a descriptor of
   * that file to delete it: once that number is closed, only closing the whole set helps. An outer
   * epoll loses sight of this one, since it watched the file, not the number.
   */
  rebuild(interests: Iterable<Interest>): void {
    const all = [...interests];
    const fresh = epollCreate();
    try {
      for (const interest of all) if (interest.armed) addIfOpen(fresh, interest);
      dup2(fresh, this.fd);
    } finally {
      close(fresh);
    }
    // Only now: a failure leaves the old set in place, which has them all.
    for (const interest of all) interest.attached = interest.armed;
  }

  close(): void {
    close(this.fd);
  }
}

/** The selector events in a mask of epoll events. */
export function fromEpoll(mask: number): number {
  let events = 0;
  if (mask & (EPOLLIN | EPOLLERR | EPOLLHUP)) events |= EVENT_READ;
  if (mask & (EPOLLOUT | EPOLLERR | EPOLLHUP)) events |= EVENT_WRITE;
  if (mask & EPOLLPRI) events |= EVENT_PRI;
  if (mask & EPOLLRDHUP) events |= EVENT_RDHUP;
  return events;
}

function toEpoll({ events, options }: Interest): number {
  let mask = 0;
  if (events & EVENT_READ) mask |= EPOLLIN;
  if (events & EVENT_WRITE) mask |= EPOLLOUT;
  if (events & EVENT_PRI) mask |= EPOLLPRI;
  if (events & EVENT_RDHUP) mask |= EPOLLRDHUP;
  if (options.edge) mask |= EPOLLET;
  if (options.oneshot) mask |= EPOLLONESHOT;
  if (options.exclusive) mask |= EPOLLEXCLUSIVE;
  // EPOLLET is the sign bit; epoll_ctl takes an unsigned mask.
  return mask >>> 0;
}

// Anything else (ENOMEM, ENOSPC) leaves the old set in place and is the caller's to see.
function addIfOpen(epfd: number, interest: Interest): void {
  try {
    epollCtl(epfd, EPOLL_CTL_ADD, interest.fd, toEpoll(interest), interest.generation);
  } catch (error) {
    if (!NOT_WATCHED.has((error as { code?: unknown }).code)) throw error;
  }
}
