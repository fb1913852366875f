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

// All datagram requests answer over the server's own socket, which stays open until the last request has ended.

// No kernel delivers a longer datagram.
const LARGEST_PACKET = 2 ** 30;

/**
 * @param maxPacketSize - the longest datagram that is received whole, in bytes
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
      // Each handler gets a socket object of its own, so that closing it does not affect other handlers.
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
  /** The longest datagram that is received whole, in bytes; longer ones are cut and flagged. Default 8192. */
  readonly maxPacketSize?: number | undefined;
}

/** A server whose requests are datagrams: the bytes, the server's socket (lent), and whether the bytes were cut. */
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

  /** The longest datagram that is received whole, in bytes. */
  get maxPacketSize(): number {
    const own = this.constructor as typeof DatagramServer;
    return this.options.maxPacketSize ?? own.maxPacketSize;
  }

  /** Keeps the socket blocking, because answers may wait; every receive passes MSG_DONTWAIT instead. */
  override serverActivate(): void {
    this.socket.settimeout(null);
    this.announce();
  }

  protected override makeTransport(): Transport<DatagramRequest> {
    return datagramTransport(this.socket, this.maxPacketSize);
  }
}
