// Thousands of random operations with aborts and closes: no byte is lost, none comes to another socket, and nothing stays open.
import { expect, it } from 'vitest';
import { needsThat } from '../../../../../scripts/test/needs.mjs';
import { openedFromNow } from '../../../../../scripts/test/opened-from-now.mjs';
import { socketpair } from '../../../src/index.js';
import { AsyncSocket, UringDriver } from '../../../src/async/index.js';
import { canUseRing } from '../../support/can-use-ring.js';

const OPERATIONS = 10_000;
const PAIRS = 16;
const MOST_BYTES = 40_000;

/** A generator of the same numbers each time (xorshift). */
const randomFrom = (seed: number): ((below: number) => number) => {
  let state = seed;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
};

const PERIOD = 251;
const PATTERN = Buffer.from(
  Array.from({ length: PERIOD + MOST_BYTES }, (_, index) => index % PERIOD),
);

/** One direction: the bytes of each connection continue a sequence of its own. */
class Stream {
  readonly #start: number;
  sent = 0;
  received = 0;

  constructor(start: number) {
    this.#start = start;
  }

  next(length: number): Buffer {
    return this.#bytes(this.sent, length);
  }

  check(bytes: Buffer): void {
    if (!bytes.equals(this.#bytes(this.received, bytes.length)))
      throw new Error(`other bytes after ${this.received}`);
    this.received += bytes.length;
  }

  #bytes(position: number, length: number): Buffer {
    const at = (this.#start + position) % PERIOD;
    return PATTERN.subarray(at, at + length);
  }
}

interface Connection {
  readonly from: AsyncSocket;
  readonly to: AsyncSocket;
  readonly stream: Stream;
  isSending: boolean;
  isReceiving: boolean;
}

it(
  'random operations with aborts and closes lose no byte, mix no connections and leave nothing open',
  needsThat(canUseRing(), 'needs io_uring'),
  async () => {
    const opened = openedFromNow();
    const random = randomFrom(20261130);
    const driver = new UringDriver();
    let number = 0;
    let ended = 0;
    const errors: unknown[] = [];

    const open = (): Connection => {
      const [from, to] = socketpair().map((one) => AsyncSocket.from(one, { driver })) as [
        AsyncSocket,
        AsyncSocket,
      ];
      return { from, to, stream: new Stream(++number * 37), isSending: false, isReceiving: false };
    };

    const isExpected = ({ name, code }: { name: string; code: string }): boolean =>
      name === 'AbortError' || ['ERR_FDSET_CLOSED', 'EPIPE', 'ECONNRESET'].includes(code);

    /** Each promise settles exactly once; what is not expected fails the test. */
    const settle = async (promise: Promise<void>): Promise<void> => {
      try {
        await promise;
      } catch (error) {
        if (!isExpected(error as { name: string; code: string })) errors.push(error);
      }
      ended++;
    };

    const limits = (): { signal?: AbortSignal } => {
      if (random(3) > 0) return {};
      const controller = new AbortController();
      if (random(2) === 0) setImmediate(() => controller.abort());
      else process.nextTick(() => controller.abort());
      return { signal: controller.signal };
    };

    const send = async (connection: Connection): Promise<void> => {
      const { from, stream } = connection;
      connection.isSending = true;
      try {
        stream.sent += await from.send(stream.next(random(MOST_BYTES)), limits());
      } catch (error) {
        stream.sent += (error as { bytesSent?: number }).bytesSent ?? 0;
        throw error;
      } finally {
        connection.isSending = false;
      }
    };

    const receive = async (connection: Connection): Promise<void> => {
      const { to, stream } = connection;
      connection.isReceiving = true;
      try {
        stream.check(await to.recv(1 + random(MOST_BYTES), limits()));
      } finally {
        connection.isReceiving = false;
      }
    };

    const connections = Array.from({ length: PAIRS }, open);
    const settled: Promise<void>[] = [];
    for (let i = 0; i < OPERATIONS; i++) {
      const at = random(PAIRS);
      const connection = connections[at] as Connection;
      const kind = random(12);
      if (kind === 0) {
        // The numbers are used again at once.
        connection.from.close();
        connection.to.close();
        connections[at] = open();
      } else if (kind < 6 && !connection.isSending) settled.push(settle(send(connection)));
      else if (!connection.isReceiving) settled.push(settle(receive(connection)));
      if (random(3) === 0) await new Promise(setImmediate);
    }
    for (const { from, to } of connections) {
      from.close();
      to.close();
    }
    await Promise.all(settled);
    expect(errors).toEqual([]);
    expect(ended).toBe(settled.length);
    expect(ended).toBeGreaterThan(OPERATIONS / 4);
    // The ring goes with the last socket, a turn later.
    while (opened().some((name) => name.includes('io_uring'))) await new Promise(setImmediate);
    expect(opened()).toEqual([]);
  },
);
