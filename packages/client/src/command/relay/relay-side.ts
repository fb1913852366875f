// One of the two sides of a relay: what it connects to, or, behind `listen:`, what it listens at.
import { describeAddress } from '@fdset/socket';
import type { StartTlsOptions } from '@fdset/socket/async';
import { openConnection } from '../../connection/open-connection.js';
import type { ClientTlsOptions } from '../../connection/open-connection.js';
import { isDatagram } from '../../url/endpoint.js';
import type { Endpoint } from '../../url/endpoint.js';
import { ConnectionChannel } from '../channel/connection-channel.js';
import { DatagramDoor } from '../channel/datagram-door.js';
import type { Arrival, Door } from '../channel/door.js';
import { StreamDoor } from '../channel/stream-door.js';
import { checkTlsFlags, clientTls, endpointOf, serverTls } from '../tls-options.js';
import type { TlsFlags } from '../tls-options.js';

/** A client at a datagram socket that says nothing for so long, and hears nothing, is gone. */
const PEER_IDLE_MS = 60_000;

/** A side, as the command line names it. */
export interface RelaySide {
  readonly endpoint: Endpoint;
  readonly isListening: boolean;
  readonly tls: StartTlsOptions | ClientTlsOptions | null;
}

/** What such a side is. @throws as `parseUrl`; {UsageError} */
function parseSide(text: string): Omit<RelaySide, 'tls'> {
  const isListening = text.startsWith('listen:');
  const url = isListening ? text.slice('listen:'.length) : text;
  return { endpoint: endpointOf(url, {}, { isListening }), isListening };
}

/** Both sides. The files of `--cert` and `--key` are for the listening ones where there are any, the other options for the others. */
export function parseSides(texts: readonly string[], flags: TlsFlags): RelaySide[] {
  const sides = texts.map(parseSide);
  const endpoints = sides.map(({ endpoint }) => endpoint);
  checkTlsFlags(flags, endpoints);
  const listens = sides.some(({ endpoint, isListening }) => isListening && endpoint.isEncrypted);
  const { cert, key, ca, ...more } = flags;
  const connects = sides.some(({ endpoint, isListening }) => !isListening && endpoint.isEncrypted);
  const asServer = { ...pick({ cert, key }), ...(connects ? {} : pick({ ca })) };
  const asClient = { ...more, ...pick({ ca }), ...(listens ? {} : pick({ cert, key })) };
  return sides.map(({ endpoint, isListening }) => ({
    endpoint,
    isListening,
    tls: isListening
      ? serverTls(asServer, endpoint)
      : endpoint.isEncrypted
        ? (clientTls(asClient, [endpoint]) ?? null)
        : null,
  }));
}

const pick = (values: Readonly<Record<string, string | undefined>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(values).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );

/** Opens the door of a listening side; one that connects has a door through which it comes as often as it is asked. */
export function openSide({ endpoint, isListening, tls }: RelaySide): Door {
  if (!isListening) return new ConnectingDoor(endpoint, tls ?? undefined);
  return isDatagram(endpoint)
    ? new DatagramDoor(endpoint, PEER_IDLE_MS)
    : new StreamDoor(endpoint, tls);
}

class ConnectingDoor implements Door {
  readonly url: string;
  readonly #endpoint: Endpoint;
  readonly #tls: ClientTlsOptions | undefined;

  constructor(endpoint: Endpoint, tls: ClientTlsOptions | undefined) {
    this.url = endpoint.url;
    this.#endpoint = endpoint;
    this.#tls = tls;
  }

  async accept(): Promise<Arrival> {
    const endpoint = this.#endpoint;
    return {
      peer: describeAddress(endpoint.address),
      refuse: () => {},
      open: async () => {
        const connection = await openConnection(endpoint, { tls: this.#tls }, undefined);
        return new ConnectionChannel(connection, endpoint);
      },
    };
  }

  shut(): void {}

  close(): void {}
}
