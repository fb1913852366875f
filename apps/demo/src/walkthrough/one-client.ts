// A client of any transport, for consecutive questions. It waits with selectAsync, because the thread of the tour must handle
// signals meanwhile.
import { DefaultSelector, EVENT_READ } from '@fdset/selectors';
import { AF_INET, AF_UNIX, SHUT_WR, SOCK_DGRAM, Socket, createConnection } from '@fdset/socket';
import type { Address } from '@fdset/socket';
import { isDatagram } from '../socketserver/names.js';

/** A guard against a server that hangs. A server that must start a process first may take seconds on a slow machine. */
const PATIENCE_MS = 240_000;
const QUESTION = 'hello';
const ANSWERS = /^HELLO(_SB)?$/;

export class OneClient {
  readonly #socket: Socket;
  readonly #selector = new DefaultSelector<null, Socket>();

  readonly #signal: AbortSignal;

  private constructor(socket: Socket, signal: AbortSignal) {
    this.#signal = signal;
    socket.setblocking(false);
    this.#socket = socket;
    this.#selector.register(socket, EVENT_READ, null);
  }

  /** Connects. An abort of `signal` ends its waiting; `ownPath` is the path at which a client of Unix datagrams gets its answers. */
  static connect(server: string, address: Address, signal: AbortSignal, ownPath = ''): OneClient {
    const socket = isDatagram(server)
      ? datagramSocket(address, ownPath)
      : createConnection(address);
    return new OneClient(socket, signal);
  }

  /** The local port of an internet connection. */
  get port(): number {
    const address = this.#socket.getsockname();
    return 'port' in address ? address.port : NaN;
  }

  /** Sends a question and checks the answer. */
  async ask(): Promise<void> {
    this.#socket.sendall(QUESTION);
    const answer = (await this.#receive()).toString();
    if (!ANSWERS.test(answer)) throw new Error(`a client got ${answer} for ${QUESTION}`);
  }

  /** Ends the sending direction, and waits until the server has closed its end. */
  async leave(): Promise<void> {
    this.#socket.shutdown(SHUT_WR);
    const rest = await this.#receive();
    if (rest.length > 0) throw new Error(`a client got ${rest.toString()} where the end was due`);
    this.close();
  }

  close(): void {
    this.#selector.close();
    this.#socket.close();
  }

  async #receive(): Promise<Buffer> {
    const ready = await this.#selector.selectAsync(PATIENCE_MS, { signal: this.#signal });
    if (ready.length === 0) throw new Error(`a client had no answer within ${PATIENCE_MS} ms`);
    return this.#socket.recv(1024);
  }
}

function datagramSocket(address: Address, ownPath: string): Socket {
  const isPath = 'path' in address;
  const socket = new Socket(isPath ? AF_UNIX : AF_INET, SOCK_DGRAM);
  if (isPath) socket.bind({ path: ownPath });
  socket.connect(address);
  return socket;
}
