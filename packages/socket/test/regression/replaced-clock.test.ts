// Test runners replace the clocks of the whole process.
import { afterEach, expect, it, vi } from 'vitest';
import { AF_UNIX, SOCK_DGRAM, Socket } from '../../src/index.js';
import { owned, ownedPair, thrownBy } from '../support/sockets.js';

const LIMIT_MS = 40;
// The real clock, before a test replaces it.
const hrtime = process.hrtime.bigint.bind(process.hrtime);

/** Lets every clock of JavaScript leap by a day at each look. */
const leap = (): void => {
  let now = 0;
  const later = (): number => (now += 86_400_000);
  vi.spyOn(performance, 'now').mockImplementation(later);
  vi.spyOn(Date, 'now').mockImplementation(later);
};

afterEach(() => vi.restoreAllMocks());

const timed = (call: () => unknown): { code: string; waitedMs: number } => {
  const startedAt = hrtime();
  const { code } = thrownBy(call);
  return { code, waitedMs: Number(hrtime() - startedAt) / 1e6 };
};

/** A Unix datagram socket and its peer. The socket polls as writable although the peer's queue is full. */
const fullQueue = (): [sender: Socket, peer: Socket] => {
  const [sender, peer] = [new Socket(AF_UNIX, SOCK_DGRAM), new Socket(AF_UNIX, SOCK_DGRAM)];
  owned(peer).bind({ path: '' });
  while (owned(sender).trySendto('x', peer.getsockname()) > 0);
  return [sender, peer];
};

it.each<[string, () => () => unknown]>([
  [
    'recv',
    () => {
      const [socket] = ownedPair();
      socket.settimeout(LIMIT_MS);
      return () => socket.recv(1);
    },
  ],
  [
    'a sendto that asks again and again',
    () => {
      const [sender, peer] = fullQueue();
      sender.settimeout(LIMIT_MS);
      return () => sender.sendto('x', peer.getsockname());
    },
  ],
])('K2: %s waits for the whole limit although the clock leaps', (_name, prepare) => {
  const call = prepare();
  leap();
  const { code, waitedMs } = timed(call);
  expect(code).toBe('ETIMEDOUT');
  expect(waitedMs).toBeGreaterThanOrEqual(LIMIT_MS);
});

it('K2: a limit ends although the clock stands still', () => {
  const [sender, peer] = fullQueue();
  sender.settimeout(LIMIT_MS);
  // A call that used this clock would try for ever; here the clock throws after 100 looks.
  let looks = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => {
    looks += 1;
    if (looks > 100) throw new Error('the clock was believed');
    return 0;
  });
  expect(thrownBy(() => sender.sendto('x', peer.getsockname())).code).toBe('ETIMEDOUT');
});
