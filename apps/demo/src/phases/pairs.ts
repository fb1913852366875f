// The sockets to read from, one per transport. The sender's thread has their other ends.
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import {
  AF_INET,
  AF_UNIX,
  createConnection,
  createListener,
  IPPROTO_TCP,
  SOCK_DGRAM,
  Socket,
  socketpair,
  TCP_NODELAY,
} from '@fdset/socket';
import type { Address } from '@fdset/socket';

const LOCAL: Address = { host: '127.0.0.1', port: 0 };

export type Transport = 'TCP' | 'UDP' | 'Unix datagram';

/** A reading end and a sending end. */
type Pair = [reader: Socket, sender: Socket];

const makers: Readonly<Record<Transport, () => Pair>> = {
  TCP: tcpPair,
  UDP: udpPair,
  'Unix datagram': () => socketpair(AF_UNIX, SOCK_DGRAM),
};

export class Pairs {
  readonly #readers = new Map<Transport, Socket>();
  readonly #worker: Worker;

  private constructor(pairs: readonly [Transport, Pair][]) {
    for (const [transport, [reader]] of pairs) this.#readers.set(transport, reader);
    const workerData = pairs.map(([, [, sender]]) => sender.detach());
    this.#worker = new Worker(new URL('./phases-sender.js', import.meta.url), { workerData });
  }

  /** Makes a stamped pair per transport and waits until the sender serves them. */
  static async open(): Promise<Pairs> {
    const transports = Object.keys(makers) as Transport[];
    const made = transports.map((name): [Transport, Pair] => [name, makeStamped(name)]);
    const pairs = new Pairs(made);
    await once(pairs.#worker, 'message');
    return pairs;
  }

  /** The end to read from. */
  reader(transport: Transport): Socket {
    return this.#readers.get(transport)!;
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
    for (const reader of this.#readers.values()) reader.close();
  }
}

function makeStamped(transport: Transport): Pair {
  const pair = makers[transport]();
  try {
    pair[0].setTimestamps(true);
    return pair;
  } catch (error) {
    for (const end of pair) end.close();
    throw error;
  }
}

function tcpPair(): Pair {
  using listener = createListener(LOCAL);
  const reader = createConnection(listener.getsockname());
  const [sender] = listener.accept();
  for (const end of [reader, sender]) end.setsockopt(IPPROTO_TCP, TCP_NODELAY, true);
  return [reader, sender];
}

function udpPair(): Pair {
  const ends: Pair = [new Socket(AF_INET, SOCK_DGRAM), new Socket(AF_INET, SOCK_DGRAM)];
  for (const end of ends) end.bind(LOCAL);
  ends[0].connect(ends[1].getsockname());
  ends[1].connect(ends[0].getsockname());
  return ends;
}
