// The epoll set of a thread and what its sockets want from it. It exists while something is registered.
import {
  EPOLL_CTL_ADD,
  EPOLL_CTL_DEL,
  EPOLL_CTL_MOD,
  EPOLLET,
  READY_ENTRY,
  afterFork,
  close,
  dup2,
  epollCreate,
  epollCtl,
  receiveReady,
} from '@fdset/posix';
import { LoopWatch } from '@fdset/selectors';
import type { WatchListener } from '@fdset/selectors';
import * as timers from 'node:timers';

// This is not the function of globalThis, which a test runner's fake timers replace.
const { setImmediate } = timers;

const ROOM_BYTES = 256 * 1024;
const MOST_READY = 256;

/** A registered socket. */
export interface Member {
  readonly fd: number;
  /** Tells this registration from an older one of the same number. */
  readonly generation: number;
  /** The registered EPOLL* events; 0 before the first wait. */
  registered: number;
  /**
   * Called with the events of a ready socket, and with how many bytes were received for it: they are in `room` from `offset`
   * on, and stay there until the call returns. A negative number is -errno.
   */
  onReady(events: number, received: number, room: Buffer, offset: number): void;
}

/** The sockets of a thread that have waited. Their entries are edge-triggered. */
export class ReadySet {
  readonly #members: (Member | undefined)[] = [];
  readonly #room = Buffer.allocUnsafeSlow(ROOM_BYTES);
  readonly #ready = new Int32Array(MOST_READY * READY_ENTRY);
  readonly #listener: WatchListener;
  /** See `receiveReady`. */
  #wanted = new Int32Array(2 * 256);
  #count = 0;
  #epfd = -1;
  #watch: LoopWatch | null = null;
  #isAlive = false;
  #isReleasing = false;
  #ignoreForks: (() => void) | null = null;

  constructor(listener: WatchListener) {
    this.#listener = listener;
  }

  /** Registers a member for EPOLL* events, or changes them; the kernel then looks whether it is ready already. */
  register(member: Member, events: number): void {
    const { fd, generation } = member;
    if (member.registered !== 0)
      epollCtl(this.#epfd, EPOLL_CTL_MOD, fd, events | EPOLLET, generation);
    else this.#add(member, events);
    member.registered = events;
    this.#members[fd] = member;
  }

  #add({ fd, generation }: Member, events: number): void {
    this.#open();
    try {
      epollCtl(this.#epfd, EPOLL_CTL_ADD, fd, events | EPOLLET, generation);
    } catch (error) {
      if (this.#count === 0) this.#releaseSoon();
      throw error;
    }
    this.#count++;
  }

  /** Removes a member, whose descriptor is still open. */
  remove(member: Member): void {
    if (member.registered === 0) return;
    const { fd } = member;
    if (this.#members[fd] === member) {
      this.#members[fd] = undefined;
      this.#setWanted(fd, 0, 0);
    }
    this.#count--;
    try {
      epollCtl(this.#epfd, EPOLL_CTL_DEL, fd);
    } catch {
      // The descriptor was closed by code that does not report it; the entry went with it.
    }
    if (this.#count === 0) this.#releaseSoon();
  }

  /** Lets the next `receive` take up to so many bytes for a member. */
  want({ fd, generation }: Member, bytes: number): void {
    this.#setWanted(fd, generation, bytes);
  }

  /** Receives what is there for all members, without waiting, and tells them; returns how many were ready. */
  receive(): number {
    if (this.#epfd < 0) return 0;
    const count = receiveReady(this.#epfd, this.#wanted, this.#room, this.#ready);
    const ready = this.#ready;
    for (let at = 0; at < count * READY_ENTRY; at += READY_ENTRY) {
      const member = this.#members[ready[at] as number];
      if (member === undefined || member.generation !== ready[at + 1]) continue;
      const [events, received, offset] = [ready[at + 2], ready[at + 3], ready[at + 4]];
      member.onReady(events as number, received as number, this.#room, offset as number);
    }
    return count;
  }

  /** Sets whether the set keeps the process alive. */
  keepAlive(isAlive: boolean): void {
    if (isAlive === this.#isAlive || this.#watch === null) return;
    this.#isAlive = isAlive;
    this.#watch.keepAlive(isAlive ? 'alive' : 'not');
  }

  get members(): readonly Member[] {
    return this.#members.filter((member) => member !== undefined);
  }

  #setWanted(fd: number, generation: number, bytes: number): void {
    if (2 * fd >= this.#wanted.length) this.#growWanted(fd);
    this.#wanted[2 * fd] = generation;
    this.#wanted[2 * fd + 1] = bytes;
  }

  #growWanted(fd: number): void {
    const grown = new Int32Array(4 * (fd + 1));
    grown.set(this.#wanted);
    this.#wanted = grown;
  }

  #open(): void {
    if (this.#watch !== null) return;
    const epfd = epollCreate();
    try {
      const watch = new LoopWatch(epfd);
      watch.listen(this.#listener);
      this.#watch = watch;
    } catch (error) {
      close(epfd);
      throw error;
    }
    this.#epfd = epfd;
    this.#isAlive = true;
    this.#ignoreForks = afterFork(() => this.#renew());
  }

  // fork(2) shares the set: the child would change the entries of its parent.
  #renew(): void {
    const fresh = epollCreate();
    for (const { fd, registered, generation } of this.members)
      epollCtl(fresh, EPOLL_CTL_ADD, fd, registered | EPOLLET, generation);
    dup2(fresh, this.#epfd);
    close(fresh);
    this.#watch?.renew();
  }

  // A program that opens one socket after the other needs the set again at once.
  #releaseSoon(): void {
    if (this.#isReleasing) return;
    this.#isReleasing = true;
    setImmediate(() => {
      this.#isReleasing = false;
      if (this.#count === 0) this.#release();
    }).unref();
  }

  #release(): void {
    if (this.#watch === null) return;
    this.#watch.close();
    this.#watch = null;
    close(this.#epfd);
    this.#epfd = -1;
    this.#isAlive = false;
    this.#ignoreForks?.();
  }
}
