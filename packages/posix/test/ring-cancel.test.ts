import * as posix from '@fdset/posix';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { needsThat } from '../../../scripts/test/needs.mjs';
import { openedFromNow } from '../../../scripts/test/opened-from-now.mjs';
import { canMakeRing } from './helpers/can-make-ring.js';
import { listenOnLoopback } from './helpers/listen-on.js';
import { codeOf, complete } from './helpers/ring-completions.js';
import { thrownBy } from './helpers/thrown-by.js';

describe(
  'operations of a Ring that are cancelled',
  needsThat(canMakeRing(), 'needs io_uring'),
  () => {
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

    it('cancels a receive, which takes no byte then', () => {
      const id = ring.recv(ours, 10);
      ring.submit();
      ring.cancel(id);
      expect(complete(ring, 1).map((one) => [one.id, codeOf(one)])).toEqual([[id, 'ECANCELED']]);
      posix.send(peer, Buffer.from('next'));
      ring.recv(ours, 10);
      expect(complete(ring, 1, 'bytes')).toMatchObject([{ bytes: Buffer.from('next') }]);
    });

    it('cancels a receive that was not submitted yet; an unknown or completed one is ignored', () => {
      ring.cancel(77);
      const id = ring.recv(ours, 10);
      ring.cancel(id);
      expect(complete(ring, 1).map(codeOf)).toEqual(['ECANCELED']);
      ring.cancel(id);
      expect(ring.submit()).toBe(0);
      ring.cancel(id);
      expect(ring.queued).toBe(0);
    });

    it('closing a descriptor after the cancellation of its receive ends the connection', () => {
      ring.cancel(ring.recv(ours, 10));
      ring.submit();
      posix.close(ours);
      expect(posix.recv(peer, Buffer.alloc(1))).toBe(0);
      ours = -1;
    });

    it('close cancels what is in flight, also the rest of a send', () => {
      const listener = listenOnLoopback();
      ring.recv(ours, 10);
      ring.accept(listener.fd);
      ring.poll(ours, posix.POLLIN);
      ring.send(ours, Buffer.alloc(4 << 20));
      ring.submit();
      expect(ring.inFlight).toBe(4);
      ring.close();
      expect(ring.closed).toBe(true);
      expect(ring.inFlight).toBe(0);
      posix.close(ours);
      ours = -1;
      posix.setNonblocking(peer, true);
      const buffer = Buffer.alloc(1 << 20);
      while (posix.tryRecv(peer, buffer) > 0);
      expect(posix.recv(peer, buffer)).toBe(0);
      posix.close(listener.fd);
      expect(thrownBy(() => ring.submit()).code).toBe('ERR_FDSET_CLOSED');
      expect(thrownBy(() => ring.fileno()).code).toBe('ERR_FDSET_CLOSED');
      ring.close();
    });
  },
);
