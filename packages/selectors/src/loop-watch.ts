// Watches a selector's descriptor on Node's event loop, which is the only thing of fdset that this loop watches. The watch
// is started and stopped lazily. AsyncWait gives it to one listener at a time, and SelectorResources closes it.

import { WATCH_READABLE, Watcher, socketError } from '@fdset/posix';

/** The callbacks of a watch: the descriptor is readable, or watching it has failed. */
export interface WatchListener {
  onReadable(): void;
  onWatchError(error: Error): void;
}

/** Watches one descriptor on behalf of one listener at a time. */
export class LoopWatch {
  // The event loop refers to the watcher. Without a pending wait the watcher does not refer to the selector, so the selector
  // can be garbage-collected.
  #listener: WatchListener | null = null;
  #active = false;
  readonly #watcher: Watcher;

  constructor(fd: number) {
    this.#watcher = new Watcher(fd, (status) => this.#fire(status));
  }

  /** Keeps the process alive and calls the listener, level-triggered, until `ignore`. */
  listen(listener: WatchListener): void {
    this.#listener = listener;
    if (!this.#active) this.#start();
    this.#watcher.ref();
  }

  /** Sets whether the watch keeps the process alive; after `listen` it does. */
  keepAlive(mode: 'alive' | 'not'): void {
    if (mode === 'alive') this.#watcher.ref();
    else this.#watcher.unref();
  }

  /**
   * Removes the listener and lets the process end. The watch itself goes on until it fires without a listener, because a
   * server waits again right after each batch, and stopping and starting cost a system call each.
   */
  ignore(): void {
    this.#listener = null;
    if (this.#active) this.#watcher.unref();
  }

  /** Must be called when the number means another file, because the kernel watches files, not numbers. */
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
