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
  #isClosed = false;

  constructor(fd: number, lanes: Lanes, host: RingHost, openWaiter: () => Port) {
    this.#host = host;
    this.#receiver = new RingReceiver(fd, lanes.reads, host);
    this.#sender = new RingSender(fd, lanes.writes, host);
    this.#openWaiter = openWaiter;
  }

  receive(operation: PlainReceive): void {
    if (this.#isClosed) return operation.fail(closedError('socket'));
    this.#dropWaiter();
    this.#receiver.receive(operation);
  }

  send(operation: PlainSend): void {
    if (this.#isClosed) return operation.fail(closedError('socket'));
    this.#dropWaiter();
    this.#sender.send(operation);
  }

  awaitRead(events: number): void {
    this.#waiting().awaitRead(events);
  }

  awaitWrite(events: number): void {
    this.#waiting().awaitWrite(events);
  }

  cancelRead(): void {
    this.#waiter?.cancelRead();
    this.#cancel(this.#receiver.withdraw());
  }

  cancelWrite(): void {
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

  // Its registration would wake the event loop for the ring's bytes, too.
  #dropWaiter(): void {
    this.#waiter?.close();
    this.#waiter = null;
  }
}
