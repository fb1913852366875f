// What the port of a socket needs of the driver that opened it.
import type { Sender } from './outbox.js';
import type { ReadySet } from './ready-set.js';

/** A port whose first read was put off. */
export interface Deferred {
  /** Serves the first read. */
  readDeferred(): void;
}

/** The driver as its ports see it. */
export interface PortHost {
  readonly set: ReadySet;
  /** Counts the ports that wait, and so keep the process alive. */
  countWaiting(more: number): void;
  /** Whether one more operation may end without a turn of the event loop. */
  mayGoOn(): boolean;
  /** Whether one more large message may be received before the code that waits for the last ones was run. */
  mayReadLarge(): boolean;
  /** Calls `readDeferred` when that code was run. */
  postponeRead(port: Deferred): void;
  /** Calls `readDeferred` in the next turn of the event loop. */
  deferRead(port: Deferred): void;
  /** Sends the first writes of a port at the end of the turn. */
  queueSend(port: Sender): void;
  /** Sends at once what was queued. */
  flush(): void;
}
