// One socket of the driver that works everywhere: it waits by a watch of selectors, and each call is an attempt of its own.
import { POLLIN, POLLOUT, closedError } from '@fdset/posix';
import { EVENT_READ, EVENT_WRITE, watch } from '@fdset/selectors';
import type { Watch } from '@fdset/selectors';
import * as timers from 'node:timers';
import type { Lanes, PlainReceive, PlainSend, Port } from '../driver.js';
import type { Lane } from '../lane.js';
import { MOST_AT_ONCE } from '../turn-limits.js';

const { setImmediate } = timers;

/** The readiness of one socket, and the operations that wait for it. */
export class WatchPort implements Port {
  readonly #lanes: Lanes;
  readonly #fd: number;
  #isClosed = false;
  #watch: Watch | null = null;
  /** The EVENT_* events that operations wait for. */
  #events = 0;
  #left = MOST_AT_ONCE;

  constructor(fd: number, lanes: Lanes) {
    this.#fd = fd;
    this.#lanes = lanes;
  }

  fileno(): number {
    return this.#isClosed ? -1 : this.#fd;
  }

  receive(operation: PlainReceive): void {
    if (this.#isClosed) return operation.fail(closedError('socket'));
    if (this.#left-- <= 0) return this.#defer();
    if (operation.attempt(this.#fd) < 0) this.awaitRead();
  }

  send(operation: PlainSend): void {
    if (this.#isClosed) return operation.refused(closedError('socket'));
    while (!operation.isEnded) if (operation.attempt(this.#fd) < 0) return this.awaitWrite();
  }

  awaitRead(): void {
    this.#begin(EVENT_READ, this.#lanes.reads);
  }

  awaitWrite(): void {
    this.#begin(EVENT_WRITE, this.#lanes.writes);
  }

  cancelRead(): void {
    this.#end(EVENT_READ);
  }

  cancelWrite(): void {
    this.#end(EVENT_WRITE);
  }

  /** Sends are made at once. */
  flush(): void {}

  close(): void {
    this.#isClosed = true;
    this.#events = 0;
    this.#watch?.stop();
    this.#watch = null;
  }

  #begin(event: number, lane: Lane): void {
    try {
      this.#await(this.#events | event);
    } catch (error) {
      lane.first?.giveUp(error);
    }
  }

  #end(events: number): void {
    try {
      this.#await(this.#events & ~events);
    } catch (error) {
      this.#onError(error as Error);
    }
  }

  #await(events: number): void {
    if (this.#isClosed || events === this.#events) return;
    this.#change(events);
    this.#events = events;
  }

  #change(events: number): void {
    if (this.#watch !== null) return this.#watch.modify(events);
    this.#watch = watch<WatchPort>(this, events, (_port, ready) => this.#onReady(ready), {
      onError: (error) => this.#onError(error),
    });
  }

  // An operation that has to go on waiting asks for the events again.
  #onReady(ready: number): void {
    this.#left = MOST_AT_ONCE;
    this.#end(ready);
    // The watch reports an error or a hang-up as each of the events that it was asked for.
    if ((ready & EVENT_READ) !== 0) this.#lanes.reads.first?.ready(POLLIN);
    if ((ready & EVENT_WRITE) !== 0) this.#lanes.writes.first?.ready(POLLOUT);
  }

  #onError(error: Error): void {
    if (this.#isClosed) return;
    this.#watch?.stop();
    this.#watch = null;
    this.#events = 0;
    this.#lanes.reads.fail(error);
    this.#lanes.writes.fail(error);
  }

  #defer(): void {
    setImmediate(() => {
      this.#left = MOST_AT_ONCE;
      if (!this.#isClosed) this.#lanes.reads.first?.ready(POLLIN);
    });
  }
}
