// A descriptor watched by Node's event loop, started lazily and stopped lazily. Given by AsyncWait to one
// listener at a time, closed by SelectorResources. Nothing else of fdset is watched by that loop itself.

import { WATCH_READABLE, Watcher, socketError } from '@fdset/posix';

/** Who is told that the descriptor is readable, or that watching it failed. */
export interface WatchListener {
  onReadable(): void;
  onWatchError(error: Error): void;
}

/** Watches one descriptor on behalf of one listener at a time. */
export class LoopWatch {
  // Without a pending wait there is no way from the watcher, which the event loop holds, to the
  // selector, which may thus be collected.
  #listener: WatchListener | null = null;
  #active = false;
  readonly #watcher: Watcher;

  constructor(fd: number) {
    this.#watcher = new Watcher(fd, (status) => this.#fire(status));
  }

  /** Keeps the process alive and tells the listener, level-triggered, until `ignore`. */
  listen(listener: WatchListener): void {
    this.#listener = listener;
    if (!this.#active) this.#start();
    this.#watcher.ref();
  }

  /** Whether a listener keeps the process alive; `listen` begins with it. */
  keepAlive(mode: 'alive' | 'not'): void {
    if (mode === 'alive') this.#watcher.ref();
    else this.#watcher.unref();
  }

  /**
   * Lets the process end. The watch itself goes on until it fires in vain: a server waits again
   * right after each batch, and stopping and starting cost a system call each.
   */
  ignore(): void {
    this.#listener = null;
    if (this.#active) this.#watcher.unref();
  }

  /** To be called when the number means another file: the kernel watches files, not numbers. */
  renew(): void {
    if (!this.#active) return;
    this.#watcher.stop();
    this.#start();
  }

  close(): void {
    this.#listener = null;
    this.#active = false;
    this.#watcher.close();
  }

  #start(): void {
    this.#watcher.start(WATCH_READABLE);
    this.#active = true;
  }

  #fire(status: number): void {
    const listener = this.#listener;
    if (listener === null) this.#stop();
    else if (status < 0) listener.onWatchError(socketError(status, 'uv_poll'));
    else listener.onReadable();
  }

  #stop(): void {
    if (!this.#active) return;
    this.#active = false;
    this.#watcher.stop();
  }
}
