// The asynchronous reads of the document's 4.6.2.4, over each thing that can notify: a read is submitted and returns a promise, and
// an observer hears the moment of the notification, before the program has reacted to it.
import { RING_COMPLETION, Ring } from '@fdset/posix';
import { LoopWatch } from '@fdset/selectors';
import type { Socket } from '@fdset/socket';
import { AsyncSocket, SelectorDriver, UringDriver } from '@fdset/socket/async';
import type { Driver } from '@fdset/socket/async';

/** Called by Node's event loop when the epoll set, or the eventfd of a ring, is readable, and when that was dealt with. */
export interface Observer {
  notified(): void;
  handled(): void;
}

export interface AsyncReader {
  /** The memory of the ring that the kernel copies to; null without a ring. */
  readonly memory: Buffer | null;
  /** Submits a read. */
  read(): Promise<Buffer>;
  close(): void;
}

export type AsyncReaderName = 'selector' | 'uring' | 'uring at once';

type Opener = (socket: Socket, bytes: number, observer: Observer) => AsyncReader;

/** In the order of the table; `uring at once` is a ring that does its work without being asked. */
export const asyncReaders: Readonly<Record<AsyncReaderName, Opener>> = {
  selector: (socket, bytes, observer) =>
    overDriver(socket, bytes, observed(new SelectorDriver(), observer)),
  uring: (socket, bytes, observer) => {
    const driver = observed(new UringDriver(), observer);
    return { ...overDriver(socket, bytes, driver), memory: driver.memory };
  },
  'uring at once': (socket, bytes, observer) => new RingReader(socket, bytes, observer),
};

/** The event loop calls the method of the driver by its name. */
function observed<D extends SelectorDriver | UringDriver>(driver: D, observer: Observer): D {
  const onReadable = driver.onReadable.bind(driver);
  driver.onReadable = () => {
    observer.notified();
    onReadable();
    observer.handled();
  };
  return driver;
}

function overDriver(socket: Socket, bytes: number, driver: Driver): AsyncReader {
  const conn = AsyncSocket.lend(socket, { driver });
  return { memory: null, read: () => conn.recv(bytes), close: () => conn.close() };
}

/** A ring for which the kernel interrupts the thread to copy, and notifies afterwards, as the document has it. */
class RingReader implements AsyncReader {
  readonly #ring = new Ring({ taskWork: 'immediate' });
  readonly #watch = new LoopWatch(this.#ring.fileno());
  readonly #fd: number;
  readonly #bytes: number;
  readonly #observer: Observer;
  #resolve: (bytes: Buffer) => void = () => {};

  constructor(socket: Socket, bytes: number, observer: Observer) {
    this.#fd = socket.fileno();
    this.#bytes = bytes;
    this.#observer = observer;
    this.#watch.listen({ onReadable: () => this.#onReadable(), onWatchError: fail });
  }

  get memory(): Buffer {
    return this.#ring.memory;
  }

  read(): Promise<Buffer> {
    const promise = new Promise<Buffer>((resolve) => (this.#resolve = resolve));
    this.#ring.recv(this.#fd, this.#bytes);
    this.#ring.submit();
    return promise;
  }

  close(): void {
    this.#watch.close();
    this.#ring.close();
  }

  #onReadable(): void {
    this.#observer.notified();
    const count = this.#ring.drain();
    const [, , result = 0, , offset = 0] = this.#ring.completions.subarray(RING_COMPLETION);
    const bytes = Buffer.from(this.memory.subarray(offset, offset + Math.max(0, result)));
    this.#observer.handled();
    if (count > 0) this.#resolve(bytes);
  }
}

function fail(error: Error): never {
  throw error;
}
