// Node's event loop waits for a PollSelector or a SelectSelector by this epoll set or kqueue, which mirrors their interests.
// poll and select themselves then tell what is ready.

import { EPOLL_CTL_ADD } from '@fdset/posix';

import { EpollSet } from './epoll-set.js';
import { KqueueSet } from './kqueue-set.js';
import type { Interest } from './registration.js';

/** A set that also takes regular files. epoll refuses them, but they are always ready anyway. */
export class CompanionSet {
  readonly #set = EPOLL_CTL_ADD > 0 ? new EpollSet() : new KqueueSet();
  readonly #refused = new Set<number>();

  get fd(): number {
    return this.#set.fd;
  }

  /** How many entries epoll has refused. */
  get refused(): number {
    return this.#refused.size;
  }

  /** Whether the descriptor still means the file that was added. */
  has(interest: Interest): boolean {
    return this.#refused.has(interest.fd) || this.#set.has(interest);
  }

  add(interest: Interest): void {
    try {
      this.#set.add(interest);
    } catch (error) {
      const { code } = error as { code?: unknown };
      if (code === 'EPERM') this.#refused.add(interest.fd);
      else if (code !== 'EBADF') throw error;
    }
  }

  // An existing entry is changed in one step. If it were removed first, it would be lost when adding it again fails.
  modify(interest: Interest): void {
    if (this.#refused.delete(interest.fd)) return this.add(interest);
    try {
      this.#set.modify(interest);
    } catch (error) {
      const { code } = error as { code?: unknown };
      if (code === 'ENOENT') this.add(interest);
      else if (code !== 'EBADF') throw error;
    }
  }

  delete(fd: number): void {
    if (!this.#refused.delete(fd)) this.#set.delete(fd);
  }

  rebuild(interests: Iterable<Interest>): void {
    const watched = [...interests].filter(({ fd }) => !this.#refused.has(fd));
    this.#set.rebuild(watched);
  }

  close(): void {
    this.#set.close();
  }
}
