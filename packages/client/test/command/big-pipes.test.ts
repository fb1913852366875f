// More than fits: what the command holds in memory while one side does not take what the other gives.
import { closeSync, createReadStream } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { BlockingIOError, pipe, setNonblocking, write } from '@fdset/posix';
import { EVENT_READ, whenReady } from '@fdset/selectors';
import { SHUT_WR } from '@fdset/socket';
import type { Socket } from '@fdset/socket';
import { describe, expect, it } from 'vitest';
import { needsThat } from '../../../../scripts/test/needs.mjs';
import { untilStuck } from '../support/process-state.js';
import type { Running } from '../support/run-fdset.js';
import { startFdset } from '../support/run-fdset.js';
import { accepted, freshPath, ownedListener } from '../support/servers.js';

const CHUNK = Buffer.alloc(64 * 1024, 'abcdefg');

/** Many times what the kernel's buffers and a few chunks hold, and a fraction of what is offered. */
const LIMIT = 8 * 1024 * 1024;
const OFFERED = 8 * LIMIT;

/** What a non-blocking pipe takes of a chunk; 0 when it is full. */
const tryWrite = (fd: number): number => {
  try {
    return write(fd, CHUNK);
  } catch (error) {
    if (!(error instanceof BlockingIOError)) throw error;
    return 0;
  }
};

/** Offers chunks until `give` takes nothing; counts what it took. */
class Offer {
  taken = 0;
  readonly #give: () => number;

  constructor(give: () => number) {
    this.#give = give;
  }

  make(): boolean {
    const before = this.taken;
    for (let took = 1; took > 0 && this.taken < OFFERED;) {
      took = Math.max(this.#give(), 0);
      this.taken += took;
    }
    return this.taken > before;
  }
}

interface Fed {
  readonly client: Running;
  readonly conn: Socket;
  readonly offer: Offer;
  /** The pipe that the command reads. */
  readonly feed: number;
}

/** Starts the command, and feeds it until it takes no more, since the connection is not read. */
const feedUntilStuck = async (listener: Socket, url: string): Promise<Fed> => {
  const [input, feed] = pipe();
  setNonblocking(feed, true);
  const client = startFdset([url], [input, 'pipe', 'pipe']);
  closeSync(input);
  const offer = new Offer(() => tryWrite(feed));
  offer.make();
  const conn = await accepted(listener);
  // It has begun: what it sleeps for from now on is not its own start.
  await whenReady(conn, EVENT_READ);
  await untilStuck(client.pid, () => offer.make());
  return { client, conn, offer, feed };
};

const receiveAll = async (conn: Socket): Promise<number> => {
  for (let count = 0; ;) {
    const data = conn.tryRecv(1024 * 1024);
    if (data === null) await setImmediate();
    else if (data.length === 0) return count;
    else count += data.length;
  }
};

describe('fdset', needsThat(process.platform === 'linux', 'needs Linux'), () => {
  it('reads no more of its input than a server takes that does not read, and loses nothing', async () => {
    const path = freshPath();
    const { listener } = ownedListener({ path });
    const { client, conn, offer, feed } = await feedUntilStuck(listener, `unix://${path}`);
    expect(offer.taken).toBeGreaterThan(CHUNK.length);
    expect(offer.taken).toBeLessThan(LIMIT);
    closeSync(feed);
    expect(await receiveAll(conn)).toBe(offer.taken);
    conn.close();
    expect([await client.exits(), client.stderr]).toEqual([0, '']);
  });

  it('sends all of it to a server that has ended its own side first', async () => {
    const { listener, url } = ownedListener();
    const { client, conn, offer, feed } = await feedUntilStuck(listener, url);
    conn.shutdown(SHUT_WR);
    closeSync(feed);
    expect(await receiveAll(conn)).toBe(offer.taken);
    conn.close();
    expect([await client.exits(), client.stderr]).toEqual([0, '']);
  });

  it('says, exit code 3, that the server closed before everything was sent, after what that said', async () => {
    const { listener, url } = ownedListener();
    const { client, conn, feed } = await feedUntilStuck(listener, url);
    conn.sendall('enough');
    conn.shutdown(SHUT_WR);
    await client.prints('enough');
    // What it has not read makes this a reset.
    conn.close();
    expect([await client.exits(), client.stdout.toString()]).toEqual([3, 'enough']);
    expect(client.stderr).toMatch(
      /^fdset: the server at \S+ closed the connection before everything was sent\n$/,
    );
    closeSync(feed);
  });

  it('receives no more than a reader takes that does not read, and loses nothing', async () => {
    const path = freshPath();
    const { listener } = ownedListener({ path });
    const [read, output] = pipe();
    const client = startFdset([`unix://${path}`], ['pipe', output, 'pipe']);
    closeSync(output);
    client.type('x');
    client.type(null);
    const conn = await accepted(listener);
    await whenReady(conn, EVENT_READ);
    const offer = new Offer(() => conn.trySend(CHUNK));
    await untilStuck(client.pid, () => offer.make());
    expect(offer.taken).toBeGreaterThan(CHUNK.length);
    expect(offer.taken).toBeLessThan(LIMIT);
    conn.recv(1);
    conn.close();
    let printed = 0;
    for await (const data of createReadStream('', { fd: read })) printed += (data as Buffer).length;
    expect(printed).toBe(offer.taken);
    expect([await client.exits(), client.stderr]).toEqual([0, '']);
  });
});
