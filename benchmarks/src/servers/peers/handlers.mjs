// The handlers of the servers. `context` is `{ rounds, waitMs }` for the handlers that need it.
import {
  AsyncDatagramRequestHandler,
  AsyncStreamRequestHandler,
  BaseRequestHandler,
} from '@fdset/socketserver';

import { compute } from './compute.mjs';

const RECEIVE_BYTES = 65_536;

/** Sends one message back. */
export class EchoOnce extends BaseRequestHandler {
  static source = { module: import.meta.url, name: 'EchoOnce' };

  handle() {
    this.request.sendall(this.request.recv(RECEIVE_BYTES));
  }
}

/** Sends everything back until the client ends. */
export class EchoForEver extends BaseRequestHandler {
  static source = { module: import.meta.url, name: 'EchoForEver' };

  handle() {
    for (;;) {
      const data = this.request.recv(RECEIVE_BYTES);
      if (data.length === 0) return;
      this.request.sendall(data);
    }
  }
}

/** Sends everything back until the client ends, beside other connections on the same event loop. */
export class EchoAsync extends AsyncStreamRequestHandler {
  static source = { module: import.meta.url, name: 'EchoAsync' };
  static disableNagleAlgorithm = true;

  async handle() {
    for await (const chunk of this.connection) await this.connection.sendall(chunk);
  }
}

/** Sends a datagram back. */
export class EchoDatagram extends AsyncDatagramRequestHandler {
  static source = { module: import.meta.url, name: 'EchoDatagram' };

  async handle() {
    await this.wfile.write(this.packet);
  }
}

const pause = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));

/** Blocks the thread for `waitMs`, like a handler that waits for a database. */
const wait = (waitMs) => Atomics.wait(pause, 0, 0, waitMs);

/** Computes, then answers. */
export class Compute extends BaseRequestHandler {
  static source = { module: import.meta.url, name: 'Compute' };

  handle() {
    const data = this.request.recv(RECEIVE_BYTES);
    if (!Number.isInteger(compute(this.server.context.rounds)))
      throw new Error('the engine cannot calculate');
    this.request.sendall(data);
  }
}

/** Waits, then answers. */
export class Wait extends BaseRequestHandler {
  static source = { module: import.meta.url, name: 'Wait' };

  handle() {
    const data = this.request.recv(RECEIVE_BYTES);
    wait(this.server.context.waitMs);
    this.request.sendall(data);
  }
}

/** Computes or waits, as the first byte says, and then answers. */
export class ComputeOrWait extends BaseRequestHandler {
  static source = { module: import.meta.url, name: 'ComputeOrWait' };

  handle() {
    const data = this.request.recv(RECEIVE_BYTES);
    const { rounds, waitMs } = this.server.context;
    if (data[0] % 2 === 0) wait(waitMs);
    else if (!Number.isInteger(compute(rounds))) throw new Error('the engine cannot calculate');
    this.request.sendall(data);
  }
}
