// One socket of the ring's driver. What the ring does not do waits for readiness by a port of the usual driver.
import { closedError } from '@fdset/posix';
import type { Lanes, PlainReceive, PlainSend, Port } from '../driver.js';
import { NONE } from './ring-host.js';
import type { RingHost } from './ring-host.js';
import { RingReceiver } from './ring-receiver.js';
import { RingSender } from './ring-sender.js';

/** The operations of one socket. */
export class UringPort implements Port {
  readonly #host: RingHost;
  readonly #receiver: RingReceiver;
  readonly #sender: RingSender;
  readonly #openWaiter: () => Port;
  #waiter: Port | null = null;
  /** Whether the first read and the first write wait by that port. */
  #readWaits = false;
  #writeWaits = false;
  #isClosed = false;

  constructor(fd: number, lanes: Lanes, host: RingHost, openWaiter: () => Port) {
    this.#host = host;
    this.#receiver = new RingReceiver(fd, lanes.reads, host);
    this.#sender = new RingSender(fd, lanes.writes, host);
    this.#openWaiter = openWaiter;
  }

  receive(operation: PlainReceive): void {
    if (this.#isClosed) return operation.fail(closedError('socket'));
    this.#dropIdleWaiter();
    this.#receiver.receive(operation);
  }

  send(operation: PlainSend): void {
    if (this.#isClosed) return operation.refused(closedError('socket'));
    this.#dropIdleWaiter();
    this.#sender.send(operation);
  }

  awaitRead(events: number): void {
    this.#readWaits = true;
    this.#waiting().awaitRead(events);
  }

  awaitWrite(events: number): void {
    this.#writeWaits = true;
    this.#waiting().awaitWrite(events);
  }

  cancelRead(): void {
    this.#readWaits = false;
    this.#waiter?.cancelRead();
    this.#cancel(this.#receiver.withdraw());
  }

  cancelWrite(): void {
    this.#writeWaits = false;
    this.#waiter?.cancelWrite();
    this.#cancel(this.#sender.withdraw());
  }

  flush(): void {
    this.#host.flush();
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#dropWaiter();
    this.#sender.close();
    this.#cancel(this.#receiver.withdraw(), this.#sender.withdraw());
    this.#host.leave();
  }

  // An operation keeps the file open, and moves bytes until it is cancelled.
  #cancel(...ids: readonly number[]): void {
    const inFlight = ids.filter((id) => id !== NONE);
    if (inFlight.length > 0) this.#host.cancel(inFlight);
  }

  #waiting(): Port {
    return (this.#waiter ??= this.#openWaiter());
  }

  // Its registration would wake the event loop for the ring's bytes, too. The other direction may still wait by it.
  #dropIdleWaiter(): void {
    if (!this.#readWaits && !this.#writeWaits) this.#dropWaiter();
  }

  #dropWaiter(): void {
    this.#waiter?.close();
    this.#waiter = null;
  }
}
