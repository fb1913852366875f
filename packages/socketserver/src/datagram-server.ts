// Servers whose requests are datagrams: UDPServer and UnixDatagramServer.
import { SOCK_DGRAM } from '@fdset/socket';
import type { Address } from '@fdset/socket';
import type { DatagramRequest } from './base-request-handler.js';
import type { HandlerLike } from './handler-source.js';
import type { InheritedSocket } from './inherited-socket.js';
import { SocketServer } from './socket-server.js';
import type { SocketServerOptions } from './socket-server.js';
import { datagramTransport } from './transport/datagram-transport.js';
import type { Transport } from './transport/transport.js';

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
