import * as posix from '@fdset/posix';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { needsThat } from '../../../scripts/test/needs.mjs';
import { openedFromNow } from '../../../scripts/test/opened-from-now.mjs';
import { canMakeRing } from './helpers/can-make-ring.js';
import { collectGarbage } from './helpers/collect-garbage.js';
import { codeOf, complete, type Completion } from './helpers/ring-completions.js';

describe('sends of a Ring', needsThat(canMakeRing(), 'needs io_uring'), () => {
  let ring: posix.Ring;
  let ours: number;
  let peer: number;
  let opened: () => string[];

  beforeEach(() => {
    opened = openedFromNow();
    ring = new posix.Ring();
    [ours, peer] = posix.socketpair();
  });

  afterEach(() => {
    ring.close();
    [ours, peer].forEach((fd) => fd >= 0 && posix.close(fd));
    expect(opened()).toEqual([]);
  });

  it('goes on with a send of which the socket takes only a part, from its own copy of the bytes', async () => {
    const size = 4 << 20;
    let bytes: Buffer | null = Buffer.alloc(size, 'abcdefg');
    const expected = Buffer.from(bytes);
    const id = ring.send(ours, bytes);
    // What becomes of the caller's memory before and after the submission does not matter.
    bytes.fill('X', 0, size / 2);
    structuredClone(bytes.buffer, { transfer: [bytes.buffer as ArrayBuffer] });
    expect(ring.submit()).toBe(0);
    bytes = null;
    await collectGarbage();
    const received = Buffer.alloc(size);
    const sent: Completion[] = [];
    for (let at = 0; at < size;) {
      const n = posix.tryRecv(peer, received, at, size - at);
      at += Math.max(0, n);
      if (n < 0) sent.push(...complete(ring, 0));
    }
    sent.push(...complete(ring, 1 - sent.length));
    expect(sent).toMatchObject([{ id, result: size }]);
    expect(received.equals(expected)).toBe(true);
  });

  it.each(['is cancelled', 'fails'])('a send that %s after a part tells the part', (end) => {
    const bytes = Buffer.alloc(4 << 20, 'x');
    const id = ring.send(ours, bytes);
    ring.submit();
    if (end === 'is cancelled') ring.cancel(id);
    else posix.shutdown(ours, posix.SHUT_WR);
    const [sent] = complete(ring, 1);
    posix.setNonblocking(peer, true);
    let received = 0;
    for (let n = 1; n > 0;) received += n = Math.max(0, posix.tryRecv(peer, bytes));
    expect(received).toBeGreaterThan(0);
    expect(sent).toMatchObject({ id, result: received });
    ring.send(ours, Buffer.alloc(4 << 20));
    if (end === 'is cancelled') posix.shutdown(ours, posix.SHUT_WR);
    complete(ring, 1);
    ring.send(ours, bytes);
    expect(complete(ring, 1).map(codeOf)).toEqual(['EPIPE']);
  });

  it('a send to a full socket that is cancelled in the same turn has sent nothing', () => {
    posix.setNonblocking(ours, true);
    while (posix.trySend(ours, Buffer.alloc(1 << 16)) > 0);
    ring.cancel(ring.send(ours, Buffer.from('x')));
    expect(complete(ring, 1).map(codeOf)).toEqual(['ECANCELED']);
    expect(ring.inFlight).toBe(0);
  });
});
