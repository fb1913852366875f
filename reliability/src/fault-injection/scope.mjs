// Remembers what an operation opened, and closes it after the check.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as posix from '@fdset/posix';

const { close, closeWakeup, createWakeup, epollCreate, pipe, setNonblocking } = posix;

export class Scope {
  #undo = [];

  /** Remembers something with a close method; returns it. */
  keep(object) {
    this.#undo.push(() => object.close());
    return object;
  }

  /** Remembers a descriptor; returns it. */
  fd(fd) {
    this.#undo.push((gone) => gone.includes(fd) || close(fd));
    return fd;
  }

  defer(undo) {
    this.#undo.push(undo);
  }

  pair(family, type) {
    return posix.socketpair(family, type).map((fd) => this.fd(fd));
  }

  nonblockingPair(family, type) {
    const fds = this.pair(family, type);
    for (const fd of fds) setNonblocking(fd, true);
    return fds;
  }

  pipe() {
    return pipe().map((fd) => this.fd(fd));
  }

  socket(family, type) {
    return this.fd(posix.socket(family, type));
  }

  epoll() {
    return this.fd(epollCreate());
  }

  wakeup() {
    const wakeup = createWakeup();
    this.#undo.push(() => closeWakeup(wakeup));
    return wakeup.readFd;
  }

  /** Makes a new folder, which is removed afterwards. */
  folder() {
    const folder = mkdtempSync(join(tmpdir(), 'fdset-fault-'));
    this.#undo.push(() => rmSync(folder, { recursive: true, force: true }));
    return folder;
  }

  /** Closes everything except the descriptors in `gone`, which are closed already. */
  close(gone = []) {
    for (const undo of this.#undo.toReversed()) {
      try {
        undo(gone);
      } catch {
        // Some operations have closed the object themselves.
      }
    }
    this.#undo = [];
  }
}
