import * as posix from '@fdset/posix';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { needsThat } from '../../../scripts/test/needs.mjs';
import { openedFromNow } from '../../../scripts/test/opened-from-now.mjs';
import { canMakeRing } from './helpers/can-make-ring.js';
import { collectGarbage } from './helpers/collect-garbage.js';
import { listenOnLoopback } from './helpers/listen-on.js';
import {
  codeOf,
  complete,
  completionsOf,
  isSignalled,
  type Completion,
} from './helpers/ring-completions.js';
import { tempPath } from './helpers/temp-path.js';
import { thrownBy } from './helpers/thrown-by.js';

describe('Ring', needsThat(canMakeRing(), 'needs io_uring'), () => {
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

  it('brings the bytes that come after the submission, and says so by its descriptor', () => {
    const id = ring.recv(ours, 100);
    expect(ring.queued).toBe(1);
    expect(ring.submit()).toBe(0);
    expect([ring.queued, ring.inFlight]).toEqual([0, 1]);
    expect(isSignalled(ring)).toBe(false);
    posix.send(peer, Buffer.from('later'));
    expect(isSignalled(ring)).toBe(true);
    const [completion, ...others] = completionsOf(ring, ring.drain(), 'bytes');
    expect(others).toEqual([]);
    expect(completion).toMatchObject({ id, result: 5, bytes: Buffer.from('later') });
    expect(ring.inFlight).toBe(0);
    expect(isSignalled(ring)).toBe(false);
  });

  it.each(['now', 'later'] as const)(
    'brings the bytes that are there already to a receive that tries %s',
    (first) => {
      posix.send(peer, Buffer.from('0123456789'));
      ring.recv(ours, 4, 0, first);
      const [head] = complete(ring, 1, 'bytes');
      expect(head).toMatchObject({ result: 4, bytes: Buffer.from('0123') });
      expect((head?.flags ?? 0) & posix.RING_NONEMPTY).not.toBe(0);
      ring.recv(ours, 100, 0, first);
      const [rest] = complete(ring, 1, 'bytes');
      expect(rest).toMatchObject({ bytes: Buffer.from('456789') });
      expect((rest?.flags ?? 0) & posix.RING_NONEMPTY).toBe(0);
    },
  );

  it('completes a receive with 0 at the end of the stream, and with the error of a closed descriptor', () => {
    posix.shutdown(peer, posix.SHUT_WR);
    ring.recv(ours, 10);
    expect(complete(ring, 1)).toMatchObject([{ result: 0 }]);
    const closed = posix.dup(ours);
    posix.close(closed);
    ring.recv(closed, 10);
    expect(complete(ring, 1).map(codeOf)).toEqual(['EBADF']);
  });

  it('serves many receives of one turn, each with its own bytes', () => {
    const pairs = Array.from({ length: 300 }, () => posix.socketpair());
    const expected = new Map<number, string>();
    const received: Completion[] = [];
    for (const [index, [one, other]] of pairs.entries()) {
      const text = `${index}:`.repeat(1 + (index % 50));
      expected.set(ring.recv(one, 1000), text);
      if (index % 50 === 0) received.push(...completionsOf(ring, ring.submit(), 'bytes'));
      posix.send(other, Buffer.from(text));
    }
    received.push(...complete(ring, pairs.length - received.length, 'bytes'));
    expect(new Map(received.map(({ id, bytes }) => [id, bytes.toString()]))).toEqual(expected);
    pairs.flat().forEach((fd) => posix.close(fd));
  });

  it('does more operations than fit into its queue and into the table of completions', () => {
    const small = new posix.Ring({ entries: 2 });
    const sends = 100;
    const polls = 900;
    for (let i = 0; i < sends; i++) small.send(ours, Buffer.from([i]));
    for (let i = 0; i < polls; i++) small.poll(peer, posix.POLLIN);
    const results = completionsOf(small, small.submit());
    expect(small.queued).toBeGreaterThan(0);
    while (results.length < sends + polls) results.push(...completionsOf(small, small.submit()));
    expect(results.slice(0, sends).every(({ result }) => result === 1)).toBe(true);
    expect(results.slice(sends).every(({ result }) => result === posix.POLLIN)).toBe(true);
    const buffer = Buffer.alloc(sends);
    expect(posix.recv(peer, buffer)).toBe(sends);
    expect(buffer).toEqual(Buffer.from(Array.from({ length: sends }, (_, i) => i)));
    small.close();
  });

  it('gives an id that is used again another generation', () => {
    posix.send(peer, Buffer.from('ab'));
    const first = ring.recv(ours, 1);
    const generation = ring.generationOf(first);
    expect(complete(ring, 1)).toMatchObject([{ id: first, generation }]);
    ring.submit();
    const second = ring.recv(ours, 1);
    expect(second).toBe(first);
    expect(ring.generationOf(second)).not.toBe(generation);
    expect(complete(ring, 1)).toMatchObject([{ generation: ring.generationOf(second) }]);
  });

  it('accepts connections, and knows their peers', () => {
    const listener = listenOnLoopback();
    const client = posix.socket(posix.AF_INET, posix.SOCK_STREAM);
    const id = ring.accept(listener.fd);
    ring.submit();
    posix.connect(client, listener.address);
    const [accepted] = complete(ring, 1);
    expect(ring.peerOf(id)).toEqual(posix.getsockname(client));
    expect(posix.getpeername(accepted?.result ?? -1)).toEqual(posix.getsockname(client));
    expect(posix.fcntl(accepted?.result ?? -1, posix.F_GETFD)).toBe(posix.FD_CLOEXEC);
    [listener.fd, client, accepted?.result ?? -1].forEach((fd) => posix.close(fd));
  });

  it('accepts from a Unix listener', () => {
    const listener = posix.socket(posix.AF_UNIX, posix.SOCK_STREAM);
    const path = tempPath('listener');
    posix.bind(listener, { path });
    posix.listen(listener);
    const client = posix.socket(posix.AF_UNIX, posix.SOCK_STREAM);
    const id = ring.accept(listener);
    posix.connect(client, { path });
    const [accepted] = complete(ring, 1);
    expect(ring.peerOf(id)).toEqual({ path: '' });
    [listener, client, accepted?.result ?? -1].forEach((fd) => posix.close(fd));
  });

  it('waits for readiness', () => {
    ring.poll(ours, posix.POLLIN);
    ring.poll(ours, posix.POLLOUT);
    expect(complete(ring, 1)).toMatchObject([{ result: posix.POLLOUT }]);
    posix.send(peer, Buffer.from('x'));
    expect(complete(ring, 1)).toMatchObject([{ result: posix.POLLIN }]);
  });

  it('without room for more bytes it leaves them in their sockets until it has room again', () => {
    const small = new posix.Ring({ bufferBytes: 1 << 18 });
    const pairs = Array.from({ length: 20 }, () => posix.socketpair());
    const size = 32 << 10;
    for (const [index, [, other]] of pairs.entries()) posix.send(other, Buffer.alloc(size, index));
    const fds = new Map<number, number>();
    const read = (fd: number): unknown => fds.set(small.recv(fd, size), fd);
    const got = new Map(pairs.map(([fd]) => [fd, Buffer.alloc(0)]));
    let refused = 0;
    for (const [fd] of pairs) read(fd);
    for (let left = size * pairs.length; left > 0;) {
      for (const { id, result, bytes } of complete(small, 1, 'bytes')) {
        const fd = fds.get(id) as number;
        if (result > 0) got.set(fd, Buffer.concat([got.get(fd) as Buffer, bytes]));
        else expect(posix.errorCode(result)).toBe('ENOBUFS');
        left -= Math.max(0, result);
        refused += result < 0 ? 1 : 0;
        if ((got.get(fd) as Buffer).length < size) read(fd);
      }
    }
    expect(refused).toBeGreaterThan(0);
    for (const [index, [fd]] of pairs.entries())
      expect(got.get(fd)?.equals(Buffer.alloc(size, index))).toBe(true);
    small.close();
    pairs.flat().forEach((fd) => posix.close(fd));
  });

  it('one that nobody refers to is collected with its descriptors', async () => {
    let isCollected = false;
    const registry = new FinalizationRegistry(() => (isCollected = true));
    const forget = (): void => registry.register(new posix.Ring(), null);
    forget();
    while (!isCollected) await collectGarbage();
    // Only the ring of this test is left.
    while (opened().filter((name) => name.includes('io_uring')).length > 1) await collectGarbage();
  });

  it('refuses sizes, descriptors and lengths that cannot be', () => {
    const code = 'ERR_FDSET_OUT_OF_RANGE';
    expect(thrownBy(() => new posix.Ring({ entries: 0 })).code).toBe(code);
    expect(thrownBy(() => new posix.Ring({ bufferBytes: 1000 })).code).toBe(code);
    expect(thrownBy(() => new posix.Ring({ size: 1 } as never)).code).toBe(
      'ERR_FDSET_UNKNOWN_OPTION',
    );
    expect(thrownBy(() => ring.recv(-1, 1)).code).toBe(code);
    expect(thrownBy(() => ring.recv(ours, 0)).code).toBe(code);
    expect(thrownBy(() => ring.recv(ours, 1, posix.MSG_WAITALL)).code).toBe(code);
    expect(thrownBy(() => ring.send(ours, 'text' as never)).code).toBe(
      'ERR_FDSET_INVALID_ARG_TYPE',
    );
    expect(ring.queued).toBe(0);
  });

  it('is printed with its operations', () => {
    ring.recv(ours, 10);
    expect(ring.toString()).toBe('Ring { queued=1 inFlight=0 }');
    ring.submit();
    expect(ring.toString()).toBe('Ring { queued=0 inFlight=1 }');
    ring.close();
    expect(ring.toString()).toBe('Ring { closed }');
  });
});
