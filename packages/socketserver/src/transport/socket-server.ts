// Servers with a socket: makes, binds and closes it. stream-server.ts and datagram-server.ts define their requests, servers.ts
// the form of their addresses.
import {
  argTypeError,
  checkAddressNames,
  checkBoolean,
  checkOptionNames,
  inetHint,
  showValue,
  unixHint,
} from '@fdset/posix';
import {
  AF_INET,
  AF_UNIX,
  bindInet,
  bindUnixPath,
  chooseFamily,
  isInetAddress,
  isUnixAddress,
  Socket,
} from '@fdset/socket';
import type { Address } from '@fdset/socket';
import type { HandlerLike } from '../handler/handler-source.js';
import { checkHandlerKind } from '../handler/check-handler-kind.js';
import { BaseServer } from '../server/base-server.js';
import { publish } from '../server/server-events.js';
import type { ServerOptions } from '../server/server-options.js';
import { isInherited, takeOver } from './inherited-socket.js';
import type { InheritedSocket } from './inherited-socket.js';
import type { RequestKind, Transport } from './transport.js';

/** Options of servers over a socket; each overrides the static property of the same name. */
export interface SocketServerOptions extends ServerOptions {
  /** Whether to set SO_REUSEADDR before the bind; internet families only. */
  readonly allowReuseAddress?: boolean | undefined;
  /** Whether to set SO_REUSEPORT before the bind; internet families only. */
  readonly allowReusePort?: boolean | undefined;
  /** AF_INET or AF_INET6; default: AF_INET6 for a host with ':', else the family of the class. */
  readonly family?: number | undefined;
  /** Whether an AF_INET6 server also takes IPv4 clients, as ::ffff:a.b.c.d; default false. */
  readonly dualstackIPv6?: boolean | undefined;
  /** The permission bits of a Unix socket's file, which are never wider, not even for a moment; by default the umask decides. */
  readonly mode?: number | undefined;
}

/** A server over one socket, which it binds to an address itself, or takes over by `{ fd }`. */
export abstract class SocketServer<
  Request,
  Bound extends Address = Address,
> extends BaseServer<Request> {
  /** The family of the socket. */
  static readonly addressFamily: number = AF_INET;
  /** The type of the socket. */
  static readonly socketType: number;
  static readonly allowReuseAddress: boolean = true;
  static readonly allowReusePort: boolean = false;
  static override readonly optionNames: readonly string[] = [
    ...BaseServer.optionNames,
    'allowReuseAddress',
    'allowReusePort',
    'family',
    'dualstackIPv6',
    'mode',
  ];

  /** The listening socket; for datagrams the only socket. */
  readonly socket: Socket;
  declare protected readonly options: SocketServerOptions;
  readonly #isInherited: boolean;
  #address: Address;

  constructor(
    address: Address | InheritedSocket,
    handler: HandlerLike<Request>,
    options: SocketServerOptions,
    kind: RequestKind,
  ) {
    // The address is checked before the handler, because a port in the place of the handler belongs to the address.
    checkAddress(address, new.target.addressFamily, handler);
    super(checkHandlerKind(handler, kind), options, kind);
    const own = this.constructor as typeof SocketServer;
    for (const name of FLAGS) if (options[name] !== undefined) checkBoolean(options[name], name);
    this.#isInherited = isInherited(address);
    this.socket = isInherited(address)
      ? takeOver(address, own, options)
      : makeSocket(address, own, options);
    this.#address = isInherited(address) ? this.socket.getsockname() : address;
    try {
      this.selector.open(this);
      this.transport = this.makeTransport();
      if (options.bindAndActivate === false) return;
      this.serverBind();
      this.serverActivate();
    } catch (error) {
      this.abandon();
      throw error;
    }
  }

  /** Before the bind the requested address, afterwards the actual one, with its actual port. */
  override get serverAddress(): Bound {
    return this.#address as Bound;
  }

  /** Calls accept(2) or recvfrom(2). */
  override getRequest(): [request: Request, clientAddress: Address | null] | null {
    return this.transport.take();
  }

  override fileno(): number {
    return this.socket.fileno();
  }

  /**
   * Sets SO_REUSEADDR and SO_REUSEPORT as requested, and binds. A Unix path has its own rules (stale file, mode, unlink). A
   * server over `{ fd }` binds nothing.
   */
  override serverBind(): void {
    if (this.#isInherited) return;
    const own = this.constructor as typeof SocketServer;
    const { socket, options } = this;
    // The static property of a class was not checked and may be merely truthy.
    const isAsked = (name: 'allowReuseAddress' | 'allowReusePort'): boolean =>
      Boolean(options[name] ?? (own[name] as unknown));
    if (isUnixAddress(this.#address)) bindUnixPath(socket, this.#address, { mode: options.mode });
    else
      bindInet(socket, this.#address, {
        reuseAddress: isAsked('allowReuseAddress'),
        reusePort: isAsked('allowReusePort'),
        dualstackIPv6: options.dualstackIPv6,
      });
    this.#address = socket.getsockname();
  }

  /** Makes the socket ready for Node's event loop. */
  override serverActivate(): void {
    this.socket.setblocking(false);
    this.announce();
  }

  /** @internal */
  protected announce(): void {
    // listen(2) may have bound a socket that was taken over unbound.
    if (this.#isInherited) this.#address = this.socket.getsockname();
    publish('fdset:server:listening', () => ({ server: this, address: this.#address }));
  }

  /** The caller keeps a socket that was given by its descriptor. */
  protected override abandon(): void {
    this.selector.abandon();
    if (this.#isInherited && !this.socket.closed) this.socket.detach();
    super.abandon();
    this.socket.close();
  }

  /** Makes the transport that takes requests from the socket; the constructor calls it. */
  protected abstract makeTransport(): Transport<Request>;
}

const checkAddress = (address: Address | InheritedSocket, family: number, next: unknown): void => {
  if (typeof address !== 'object' || address === null || Array.isArray(address))
    throw wrongAddress(family, address, next);
  if (isInherited(address)) return checkOptionNames(address, ['fd'], 'an inherited socket');
  checkAddressNames(address);
  const isRight =
    family === AF_UNIX
      ? isUnixAddress(address)
      : isInetAddress(address) && typeof address.host === 'string';
  if (!isRight) throw wrongAddress(family, address);
};

const FLAGS = ['bindAndActivate', 'allowReuseAddress', 'allowReusePort', 'dualstackIPv6'] as const;

const makeSocket = (
  address: Address,
  { addressFamily, socketType }: { readonly addressFamily: number; readonly socketType: number },
  { family, dualstackIPv6, mode }: SocketServerOptions,
): Socket => {
  // An option without effect is refused, because the caller expects an effect.
  if (mode !== undefined && !isUnixAddress(address))
    throw argTypeError(
      'mode is of the file of a Unix socket, and this server has none',
      'ERR_FDSET_UNSUPPORTED',
    );
  return new Socket(
    chooseFamily(address, { family, dualstackIPv6, usual: addressFamily }),
    socketType,
  );
};

const wrongAddress = (family: number, given: unknown, next?: unknown): TypeError => {
  const [what, hint] =
    family === AF_UNIX
      ? ["the address of a Unix server must be like { path: '/run/x.sock' }", unixHint(given)]
      : [
          "the address of this server must be like { host: '127.0.0.1', port: 8000 }",
          inetHint(given, next),
        ];
  return argTypeError(`${what}, not ${showValue(given)}${hint}`);
};
