// A ring whose kernel works at once instead of in submit and drain: when it notifies, the bytes have been copied.
import * as posix from '@fdset/posix';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { needsThat } from '../../../scripts/test/needs.mjs';
import { openedFromNow } from '../../../scripts/test/opened-from-now.mjs';
import { canMakeRing } from './helpers/can-make-ring.js';
import { codeOf, complete, completionsOf, isSignalled } from './helpers/ring-completions.js';
import { thrownBy } from './helpers/thrown-by.js';

const TEXT = Buffer.from('whoever waits for this');

describe('task work', needsThat(canMakeRing(), 'needs io_uring'), () => {
  let ours: number;
  let peer: number;
  let opened: () => string[];

  // The first wait of a thread makes its epoll set, which stays.
  beforeAll(() => {
    const [one, other] = posix.socketpair();
    posix.waitFd(one, posix.POLLOUT, null);
    for (const fd of [one, other]) posix.close(fd);
  });

  beforeEach(() => {
    opened = openedFromNow();
    [ours, peer] = posix.socketpair();
  });

  afterEach(() => {
    for (const fd of [ours, peer]) posix.close(fd);
    expect(opened()).toEqual([]);
  });

  const inSocket = (): number => posix.tryRecv(ours, Buffer.alloc(100), 0, 100, posix.MSG_PEEK);

  it.each([
    ['deferred', TEXT.length, false],
    ['immediate', -1, true],
  ] as const)(
    '%s: at the notification %i bytes are in the socket, and in memory: %s',
    (taskWork, bytes, isCopied) => {
      using ring = new posix.Ring({ taskWork });
      ring.recv(ours, 100);
      ring.submit();
      posix.send(peer, TEXT);
      posix.waitFd(ring.fileno(), posix.POLLIN, null);
      expect([inSocket(), ring.memory.includes(TEXT)]).toEqual([bytes, isCopied]);
      expect(completionsOf(ring, ring.drain(), 'bytes')).toMatchObject([{ bytes: TEXT }]);
      expect([inSocket(), isSignalled(ring)]).toEqual([-1, false]);
    },
  );

  it('immediate: receives go round the memory, each with its own bytes', () => {
    using ring = new posix.Ring({ taskWork: 'immediate', bufferBytes: 1 << 18 });
    for (let round = 0; round < 300; round += 1) {
      const bytes = Buffer.alloc(2000, round % 251);
      ring.recv(ours, 2000);
      if (round % 2 === 0) ring.submit();
      posix.send(peer, bytes);
      const [got] = complete(ring, 1, 'bytes');
      // A receive that meets the end of a buffer gets the first part.
      const rest = Buffer.alloc(bytes.length - got!.bytes.length);
      if (rest.length > 0) posix.recv(ours, rest);
      expect(Buffer.concat([got!.bytes, rest]).equals(bytes)).toBe(true);
    }
  });

  it('immediate: brings more receives than fit into the table of completions', () => {
    using ring = new posix.Ring({ taskWork: 'immediate', entries: 2 });
    const pairs = Array.from({ length: 400 }, () => posix.socketpair());
    const expected = new Map(pairs.map(([one], index) => [ring.recv(one, 100), `text ${index}`]));
    while (ring.queued > 0) ring.submit();
    for (const [index, [, other]] of pairs.entries())
      posix.send(other, Buffer.from(`text ${index}`));
    const received = complete(ring, pairs.length, 'bytes');
    expect(new Map(received.map(({ id, bytes }) => [id, bytes.toString()]))).toEqual(expected);
    for (const fd of pairs.flat()) posix.close(fd);
  });

  it('immediate: a cancelled receive completes, and leaves the bytes to the next one', () => {
    using ring = new posix.Ring({ taskWork: 'immediate' });
    const id = ring.recv(ours, 100);
    ring.submit();
    ring.cancel(id);
    expect(complete(ring, 1).map(codeOf)).toEqual(['ECANCELED']);
    posix.send(peer, TEXT);
    ring.recv(ours, 100);
    expect(complete(ring, 1, 'bytes')).toMatchObject([{ bytes: TEXT }]);
  });

  it('immediate: takes no sends', () => {
    using ring = new posix.Ring({ taskWork: 'immediate' });
    const sends = [() => ring.send(ours, TEXT), () => ring.sendStaged(ours, 0)];
    expect(sends.map((send) => thrownBy(send).code)).toEqual(
      sends.map(() => 'ERR_FDSET_OUT_OF_RANGE'),
    );
    expect([ring.queued, ring.inFlight]).toEqual([0, 0]);
  });

  it('is refused when it is neither', () => {
    const options = { taskWork: 'never' } as unknown as posix.RingOptions;
    expect(thrownBy(() => new posix.Ring(options)).code).toBe('ERR_FDSET_INVALID_ARG_TYPE');
  });
});
