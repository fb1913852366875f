// A listener for streams and SEQPACKET, encrypted or not.
import { setTimeout } from 'node:timers/promises';
import { describeAddress, isUnixAddress } from '@fdset/posix';
import { hasDualstackIPv6 } from '@fdset/socket';
import type { Address } from '@fdset/socket';
import { listen } from '@fdset/socket/async';
import type { AsyncSocket, StartTlsOptions } from '@fdset/socket/async';
import type { Endpoint } from '../../url/endpoint.js';
import { doorUrl } from './door-url.js';
import { ConnectionChannel } from './connection-channel.js';
import type { Arrival, Door } from './door.js';

// accept(2) leaves the connection in the queue of the kernel, which says that it is there as often as it is asked.
const SHORTAGES = new Set(['EMFILE', 'ENFILE', 'ENOBUFS', 'ENOMEM']);
const SHORTAGE_PAUSE_MS = 100;

/** Listens; with `tls` every connection begins with a handshake. */
export class StreamDoor implements Door {
  readonly url: string;
  readonly #endpoint: Endpoint;
  readonly #tls: StartTlsOptions | null;
  readonly #listener: AsyncSocket;

  /** @throws {SocketError} EADDRINUSE, EACCES, EADDRNOTAVAIL */
  constructor(endpoint: Endpoint, tls: StartTlsOptions | null) {
    this.#endpoint = endpoint;
    this.#tls = tls;
    this.#listener = listenAt(endpoint);
    this.url = doorUrl(endpoint, this.#listener.getsockname());
  }

  async accept(): Promise<Arrival> {
    for (;;) {
      try {
        const [conn, address] = await this.#listener.accept();
        return this.#arrivalOf(conn, address);
      } catch (error) {
        const { code } = error as { code?: string };
        if (code === undefined || !(SHORTAGES.has(code) || code === 'ECONNABORTED')) throw error;
        await setTimeout(SHORTAGE_PAUSE_MS);
      }
    }
  }

  shut(): void {
    this.#listener.close();
  }

  close(): void {
    this.#listener.close();
  }

  #arrivalOf(conn: AsyncSocket, address: Address): Arrival {
    const tls = this.#tls;
    return {
      peer: describeAddress(address) || 'a Unix socket',
      refuse: () => conn.close(),
      open: async () =>
        new ConnectionChannel(tls === null ? conn : await conn.startTls(tls), this.#endpoint),
    };
  }
}

// Without a host it is every address, of both families where one socket can serve them.
function listenAt({ address, type }: Endpoint): AsyncSocket {
  if (isUnixAddress(address)) return listen(address, { type });
  if (address.host !== '' || !hasDualstackIPv6()) return listen(address, { type });
  return listen({ host: '::', port: address.port }, { type, dualstackIPv6: true });
}
