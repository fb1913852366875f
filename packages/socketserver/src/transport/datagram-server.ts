// Servers whose requests are datagrams: UDPServer and UnixDatagramServer.
import { rangeError } from '@fdset/posix';
import { lendSocket, MSG_TRUNC, SOCK_DGRAM } from '@fdset/socket';
import type { Address, Socket } from '@fdset/socket';
import type { HandlerLike } from '../handler/handler-source.js';
import type { DatagramRequest } from '../handler/request-handlers.js';
import { checkCount } from '../server/server-options.js';
import type { InheritedSocket } from './inherited-socket.js';
import { SocketServer } from './socket-server.js';
import type { SocketServerOptions } from './socket-server.js';
import type { Transport } from './transport.js';

// Requests that are datagrams: all of them answer over the server's own socket, which stays open until the last has.

// More than any kernel lets through.
const LARGEST_PACKET = 2 ** 30;

/**
 * @param maxPacketSize - the longest datagram taken whole, in bytes
 * @throws {TypeError} ERR_FDSET_INVALID_ARG_TYPE
 * @throws {RangeError} ERR_FDSET_OUT_OF_RANGE
 */
export const datagramTransport = (
  socket: Socket,
  maxPacketSize: unknown,
): Transport<DatagramRequest> => {
  const room = Buffer.allocUnsafeSlow(checkPacketSize(maxPacketSize));
  return {
    take: () => {
      const received = socket.tryRecvfromInto(room, room.length, MSG_TRUNC);
      if (received === null) return null;
      const [bytes, address] = received;
      const packet = Buffer.from(room.subarray(0, Math.min(bytes, room.length)));
      // What one handler does to its socket must not be done to the others'.
      return [[packet, lendSocket(socket), bytes > room.length], address];
    },
    peerOf: () => null,
    abort: () => {},
    closeListener: () => {},
    closeAnswering: () => socket.close(),
  };
};

const checkPacketSize = (value: unknown): number => {
  const bytes = checkCount(value, 'maxPacketSize') ?? Infinity;
  if (bytes <= LARGEST_PACKET) return bytes;
  throw rangeError(`maxPacketSize must be a number of at most ${LARGEST_PACKET}, not ${bytes}`);
};

/** Options of datagram servers. */
export interface DatagramServerOptions extends SocketServerOptions {
  /** The longest datagram taken whole; longer ones are cut and flagged; default 8192. */
  readonly maxPacketSize?: number | undefined;
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

  constructor(
    address: Bound | InheritedSocket,
    handler: HandlerLike<DatagramRequest>,
    options: DatagramServerOptions = {},
  ) {
    super(address, handler, options, 'datagram');
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

  protected override makeTransport(): Transport<DatagramRequest> {
    return datagramTransport(this.socket, this.maxPacketSize);
  }
}
