// A bound datagram socket whose clients are told apart by their addresses, as a NAT does.
import {
  AF_UNIX,
  Socket,
  bindInet,
  bindUnixPath,
  chooseFamily,
  describeAddress,
  hasDualstackIPv6,
  isUnixAddress,
} from '@fdset/socket';
import type { Address } from '@fdset/socket';
import { AsyncSocket } from '@fdset/socket/async';
import { closedError } from '@fdset/posix';
import { MESSAGE_BYTES } from '../../connection/carry.js';
import type { Endpoint } from '../../url/endpoint.js';
import { doorUrl } from './door-url.js';
import type { Arrival, Door } from './door.js';
import { PeerChannel } from './peer-channel.js';

/** What a Unix datagram socket is called that is not bound. */
const NAMELESS = 'a socket without a name';

/** Anybody can send from any number of addresses: those of more clients at once are dropped. */
const MOST_PEERS = 512;

/** Binds a datagram socket. @throws {SocketError} EADDRINUSE, EACCES, EADDRNOTAVAIL */
export function bindDatagrams({ address, type }: Endpoint): AsyncSocket {
  const isUnix = isUnixAddress(address);
  // Without a host it is every address, of both families where one socket can serve them, as in stream-door.ts.
  const isDual = !isUnix && address.host === '' && hasDualstackIPv6();
  const where = isDual ? { host: '::', port: address.port } : address;
  const socket = new Socket(isUnix ? AF_UNIX : chooseFamily(where), type);
  try {
    if (isUnixAddress(where)) bindUnixPath(socket, where);
    else bindInet(socket, where, { dualstackIPv6: isDual });
    return AsyncSocket.from(socket);
  } catch (error) {
    socket.close();
    throw error;
  }
}

/** Has a channel for each address that something comes from; one that is idle for `idleMs` ends. */
export class DatagramDoor implements Door {
  readonly url: string;
  readonly #socket: AsyncSocket;
  readonly #idleMs: number | null;
  readonly #peers = new Map<string, PeerChannel>();
  readonly #arrivals: Arrival[] = [];
  #isShut = false;
  #failure: Error | null = null;
  #wake: () => void = () => {};

  constructor(endpoint: Endpoint, idleMs: number | null) {
    this.#socket = bindDatagrams(endpoint);
    this.#idleMs = idleMs;
    this.url = doorUrl(endpoint, this.#socket.getsockname());
    void this.#sortAll();
  }

  async accept(): Promise<Arrival> {
    for (;;) {
      const arrival = this.#arrivals.shift();
      if (arrival !== undefined) return arrival;
      if (this.#failure !== null) throw this.#failure;
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  shut(): void {
    this.#isShut = true;
    for (const { refuse } of this.#arrivals.splice(0)) refuse();
  }

  close(): void {
    this.#socket.close();
    this.#fail(closedError('socket'));
  }

  async #sortAll(): Promise<void> {
    try {
      for (;;) {
        const [data, address] = await this.#socket.recvfrom(MESSAGE_BYTES);
        this.#peerOf(address)?.take(data);
      }
    } catch (error) {
      this.#fail(error as Error);
    }
  }

  #peerOf(address: Address | null): PeerChannel | undefined {
    const name = address === null ? NAMELESS : describeAddress(address);
    const known = this.#peers.get(name);
    if (known !== undefined || this.#isShut || this.#peers.size >= MOST_PEERS) return known;
    const leave = (): void => void this.#peers.delete(name);
    const peer = new PeerChannel(this.#socket, address, this.#idleMs, leave);
    this.#peers.set(name, peer);
    const refuse = (): void => peer.close();
    this.#arrivals.push({ peer: name, refuse, open: async () => peer });
    this.#wake();
    return peer;
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    for (const peer of this.#peers.values()) peer.close();
    this.#wake();
  }
}
