// Servers whose requests are datagrams: UDPServer and UnixDatagramServer.
import { MSG_TRUNC, SOCK_DGRAM, lendSocket } from '@fdset/socket';
import { rangeError } from '@fdset/posix';
import type { Address } from '@fdset/socket';
import type { DatagramRequest } from './base-request-handler.js';
import type { HandlerLike } from './handler-source.js';
import type { InheritedSocket } from './inherited-socket.js';
import { checkCount } from './server-options.js';
import { SocketServer } from './socket-server.js';
import type { SocketServerOptions } from './socket-server.js';

// More than any kernel lets through.
const LARGEST_PACKET = 2 ** 30;

/** Options of datagram servers. */
export interface DatagramServerOptions extends SocketServerOptions {
  /** The longest datagram taken whole; longer ones are cut and flagged; default 8192. */
  readonly maxPacketSize?: number;
}

/** A server whose requests are datagrams: the bytes, the server's socket, lent, whether they were cut. */
export abstract class DatagramServer<Bound extends Address = Address> extends SocketServer<
  DatagramRequest,
  Bound
> {
  static override readonly socketType: number = SOCK_DGRAM;
  static override readonly allowReuseAddress: boolean = false;
  static readonly maxPacketSize: number = 8192;
  static override readonly optionNames: readonly string[] = [
    ...SocketServer.optionNames,
    'maxPacketSize',
  ];

  declare protected readonly options: DatagramServerOptions;
  readonly #room: Buffer;

  constructor(
    address: Bound | InheritedSocket,
    handler: HandlerLike<DatagramRequest>,
    options: DatagramServerOptions = {},
  ) {
    super(address, handler, options, false);
    try {
      this.#room = Buffer.allocUnsafeSlow(checkPacketSize(this.maxPacketSize));
    } catch (error) {
      this.abandon();
      throw error;
    }
  }

  /** The longest datagram taken whole, in bytes. */
  get maxPacketSize(): number {
    const own = this.constructor as typeof DatagramServer;
    return this.options.maxPacketSize ?? own.maxPacketSize;
  }

  /** The socket stays blocking for its answers: every receive says itself that it does not wait. */
  override serverActivate(): void {
    this.socket.settimeout(null);
    this.announce();
  }

  /** @internal Requests under way answer over the same socket, and it stays theirs until they have ended. */
  protected override closeListener(): void {
    if (this.ledger.size === 0) super.closeListener();
  }

  /** @internal */
  protected override closeAnswering(): void {
    super.closeListener();
  }

  /** recvfrom(2). */
  override getRequest(): [request: DatagramRequest, clientAddress: Address | null] | null {
    const room = this.#room;
    const received = this.socket.tryRecvfromInto(room, room.length, MSG_TRUNC);
    if (received === null) return null;
    const [bytes, address] = received;
    const packet = Buffer.from(room.subarray(0, Math.min(bytes, room.length)));
    // What one handler does to its socket must not be done to the others'.
    return [[packet, lendSocket(this.socket), bytes > room.length], address];
  }
}

const checkPacketSize = (value: unknown): number => {
  const bytes = checkCount(value, 'maxPacketSize') ?? Infinity;
  if (bytes <= LARGEST_PACKET) return bytes;
  throw rangeError(`maxPacketSize must be a number of at most ${LARGEST_PACKET}, not ${bytes}`);
};
