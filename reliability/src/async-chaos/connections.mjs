// New connections: pairs of Unix sockets, and clients that connect to a listener, some of which give up.
import { tmpdir } from 'node:os';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import * as socket from '@fdset/socket';
import { AsyncSocket } from '@fdset/socket/async';

import { someLimits } from './limits.mjs';
import { Link } from './link.mjs';

const { AF_INET, AF_UNIX, SOCK_STREAM } = socket;
/** The errors of connecting to a listener that is closed. */
const GONE = new Set(['ENOENT', 'ECONNREFUSED', 'ECONNRESET']);

let names = 0;

/** A pair of connected Unix sockets. */
export function openPair(world) {
  const sockets = socket.socketpair().map((one) => AsyncSocket.from(one, world.options));
  world.links.push(new Link(sockets, 'unix'));
}

/** A listener, and the clients that wait for their connections. */
export class Listening {
  #world;
  #kind;
  #listener;
  #folder = mkdtempSync(join(tmpdir(), 'fdset-chaos-'));
  /** What is done with the next connection of a client, by its address. */
  #clients = new Map();

  constructor(world, kind) {
    const address =
      kind === 'unix' ? { path: join(this.#folder, 'listener') } : { host: '127.0.0.1', port: 0 };
    this.#world = world;
    this.#kind = kind;
    this.#listener = AsyncSocket.from(
      socket.createListener(address, { backlog: 64 }),
      world.options,
    );
    void this.#acceptAll();
  }

  get #isClosed() {
    return this.#listener.closed;
  }

  /** Accepts one connection, beside those that are accepted anyway, unless it is given up. */
  async accept() {
    const limits = someLimits(this.#world.chance);
    const accepting = this.#listener
      .accept(limits)
      .then(([connection, address]) => this.#take(connection, address));
    await this.#world.track('accept', limits, accepting, (error) => this.#isEnd(error));
  }

  async #acceptAll() {
    const accepting = async () => {
      for await (const [connection, address] of this.#listener.accepts()) {
        this.#world.begun += 1;
        this.#take(connection, address);
      }
    };
    await accepting();
  }

  #isEnd(error) {
    return error?.code === 'ERR_FDSET_CLOSED' && this.#isClosed;
  }

  // A connect begins a turn later than its call, and the listener and its file may be gone by then.
  #hasGone(error) {
    return this.#isEnd(error) || (this.#isClosed && GONE.has(error?.code));
  }

  /** Connects a client. When both it and the listener have the connection, it is a new link. */
  async connect() {
    const { chance, options } = this.#world;
    const limits = someLimits(chance);
    const family = this.#kind === 'unix' ? AF_UNIX : AF_INET;
    const client = new AsyncSocket(family, SOCK_STREAM, 0, options);
    client.bind(
      family === AF_UNIX
        ? { path: `\0fdset-${process.pid}-${++names}` }
        : { host: '127.0.0.1', port: 0 },
    );
    const key = keyOf(client.getsockname());
    const accepted = new Promise((resolve) => this.#clients.set(key, resolve));
    const connecting = client.connect(this.#listener.getsockname(), limits);
    const isConnected = await this.#world.track('connect', limits, connecting, (error) =>
      this.#hasGone(error),
    );
    const server = isConnected ? await accepted : null;
    this.#clients.delete(key);
    if (server !== null) return this.#world.links.push(new Link([client, server], this.#kind));
    client.close();
  }

  #take(connection, address) {
    const resolve = this.#clients.get(keyOf(address));
    // Its client has given up.
    if (resolve === undefined) return connection.close();
    this.#clients.delete(keyOf(address));
    resolve(connection);
  }

  /** Clients whose connections were not accepted get none. */
  close() {
    this.#listener.close();
    for (const resolve of this.#clients.values()) resolve(null);
    rmSync(this.#folder, { recursive: true });
  }
}

const keyOf = ({ port, path }) => String(port ?? path);

/** Connects to an address where nobody listens. */
export async function connectInVain(world) {
  const { chance, options } = world;
  const nobody = new socket.Socket();
  const client = new AsyncSocket(AF_INET, SOCK_STREAM, 0, options);
  const limits = someLimits(chance);
  try {
    nobody.bind({ host: '127.0.0.1', port: 0 });
    const connecting = client.connect(nobody.getsockname(), limits);
    if (chance.below(4) === 0) setImmediate(() => client.close());
    await world.track(
      'connect in vain',
      limits,
      connecting,
      ({ code }) => code === 'ECONNREFUSED' || (code === 'ERR_FDSET_CLOSED' && client.closed),
    );
  } finally {
    client.close();
    nobody.close();
  }
}
