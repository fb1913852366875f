// An epoll descriptor whose entries have generations, and which can be replaced under the same number. EpollSelector uses
// one, and PollSelector and SelectSelector use one as a companion for asynchronous waits.

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

/** Each hit consists of three numbers: descriptor, generation, epoll events. */
export const HIT_SIZE = 3;

const INITIAL_HITS = 64;

// The old set has also lost a descriptor that was closed while registered (EBADF). Its number may now mean a file that no
// set takes (EPERM), or a set that would watch itself (ELOOP, EINVAL).
const UNWATCHABLE = new Set<unknown>(['EBADF', 'EPERM', 'ELOOP', 'EINVAL']);

/** An epoll(7) set, which must be closed exactly once. */
export class EpollSet {
  readonly fd = epollCreate();
  /** The hits that `wait` found. */
  hits = new Int32Array(INITIAL_HITS * HIT_SIZE);

  /** Adds a descriptor. Throws `EBADF`, `EPERM`, `EEXIST`, ... */
  add(interest: Interest): void {
    epollCtl(this.fd, EPOLL_CTL_ADD, interest.fd, toEpoll(interest), interest.generation);
  }

  /** Changes the events of a descriptor, and re-arms it. Throws `EBADF`, `ENOENT`. */
  modify(interest: Interest): void {
    epollCtl(this.fd, EPOLL_CTL_MOD, interest.fd, toEpoll(interest), interest.generation);
  }

  /** Removes a descriptor, which may be closed already or mean another file. */
  delete(fd: number): void {
    try {
      epollCtl(this.fd, EPOLL_CTL_DEL, fd);
    } catch {
      // The kernel removed the entry with the last reference to its file, or keeps it for a file that has no number in this
      // process any more. rebuild() removes the latter.
    }
  }

  /** Whether the descriptor still means the file that was added. It works for level-triggered entries only. */
  has(interest: Interest): boolean {
    try {
      // The kernel finds an entry by file and number. Setting the same events again has no effect on a level-triggered
      // entry; it would repeat an edge or re-arm a oneshot.
      this.modify(interest);
      return true;
    } catch (error) {
      const { code } = error as { code?: unknown };
      if (code === 'ENOENT' || UNWATCHABLE.has(code)) return false;
      throw error;
    }
  }

  /**
   * Waits for up to `limit` hits.
   *
   * @returns How many hits there are in `hits`.
   */
  wait(timeoutMs: number | null, limit: number, busyPoll?: BusyPoll): number {
    if (this.hits.length < limit * HIT_SIZE) {
      this.hits = new Int32Array(2 * limit * HIT_SIZE);
    }
    return waitEpoll(this.fd, this.hits, timeoutMs, busyPoll);
  }

  /**
   * Replaces the set by a new one under the same number. The kernel keeps an entry while its *file* is open anywhere, even
   * through a duplicate in another process, and needs a descriptor of that file to delete the entry. Once the descriptor is
   * closed, only closing the whole set removes the entry. An outer epoll set no longer sees the new set, because it watches
   * the file, not the number.
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
    // These flags change only now, because a failure leaves the old set in place, which has all entries.
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

// Any other error (ENOMEM, ENOSPC) is thrown, and the old set stays in place.
function addIfOpen(epfd: number, interest: Interest): void {
  try {
    epollCtl(epfd, EPOLL_CTL_ADD, interest.fd, toEpoll(interest), interest.generation);
  } catch (error) {
    if (!UNWATCHABLE.has((error as { code?: unknown }).code)) throw error;
  }
}
