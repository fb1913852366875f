// The error of a send tells how many of its bytes were sent, whichever verb it is and however it ends.
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { MSG_DONTROUTE, Socket, socketpair } from '../../../src/index.js';
import { AsyncSocket } from '../../../src/async/index.js';
import type { Driver, OperationOptions } from '../../../src/async/index.js';
import { owned } from '../../support/sockets.js';
import { rejectionOf } from './helpers.js';
import { ownedAsync } from './pairs.js';

// More than the queue of a socket holds.
const BYTES = 2 << 20;
const data = Buffer.alloc(BYTES, 'd');
// It means nothing for a Unix socket, but makes the send one that no driver makes itself.
const flags = MSG_DONTROUTE;

const openData = (): number => {
  const folder = mkdtempSync(join(tmpdir(), 'fdset-'));
  const path = join(folder, 'data');
  writeFileSync(path, data);
  const fd = openSync(path, 'r');
  onTestFinished(() => {
    closeSync(fd);
    rmSync(folder, { recursive: true });
  });
  return fd;
};

type SendSome = (socket: AsyncSocket, limits: OperationOptions) => Promise<unknown>;

const verbs: [string, SendSome][] = [
  ['send', (socket, limits) => socket.send(data, limits)],
  ['sendall', (socket, limits) => socket.sendall(data, limits)],
  ['send with flags', (socket, limits) => socket.send(data, { ...limits, flags })],
  ['sendall with flags', (socket, limits) => socket.sendall(data, { ...limits, flags })],
  [
    'sendmsg',
    (socket, limits) => socket.sendmsg([data.subarray(0, 10), data.subarray(10)], limits),
  ],
  ['sendfile', (socket, limits) => socket.sendfile(openData(), { ...limits, offset: 0 })],
];

const turns = async (count: number): Promise<void> => {
  for (let i = 0; i < count; i++) await new Promise(setImmediate);
};

/** Ends a send that waits in the middle. */
type End = (socket: AsyncSocket, abort: (reason?: unknown) => void) => void;

const ends: [string, End][] = [
  ['an abort', (_socket, abort) => abort()],
  ['an abort with a text', (_socket, abort) => abort('enough')],
  ['an abort with an error', (_socket, abort) => abort(new Error('enough'))],
  ['close()', (socket) => socket.close()],
  ['detach()', (socket) => owned(Socket.fromFd(socket.detach()))],
];

const drain = (peer: Socket): number => {
  peer.setblocking(false);
  let total = 0;
  for (let part = peer.tryRecv(BYTES); part !== null && part.length > 0; part = peer.tryRecv(BYTES))
    total += part.length;
  return total;
};

/** The contract of `bytesSent`; each driver has its own. */
export const describeBytesSent = (driverName: string, driver: () => Driver | undefined): void => {
  const pair = (): [AsyncSocket, Socket] => {
    const [ours, peer] = socketpair();
    return [ownedAsync(AsyncSocket.from(ours, { driver: driver() })), owned(peer)];
  };

  describe.each(verbs)(`${driverName}: bytesSent of %s`, (_name, send) => {
    it.each(ends)('is what arrives after %s', async (_how, end) => {
      const [socket, peer] = pair();
      const controller = new AbortController();
      const sending = rejectionOf<{ bytesSent: number }>(
        send(socket, { signal: controller.signal }),
      );
      await turns(3);
      let got = drain(peer);
      await turns(3);
      end(socket, (reason) => controller.abort(reason));
      const { bytesSent } = await sending;
      got += drain(peer);
      expect(got).toBeGreaterThan(0);
      expect(bytesSent).toBe(got);
    });

    it('is 0 when the connection had ended before', async () => {
      const [socket, peer] = pair();
      peer.close();
      expect(await rejectionOf(send(socket, {}))).toMatchObject({ code: 'EPIPE', bytesSent: 0 });
    });
  });

  it(`${driverName}: each of several sends that end with their socket has its own bytesSent`, async () => {
    for (const end of [(one: AsyncSocket) => one.close(), (one: AsyncSocket) => one.detach()]) {
      const [socket, peer] = pair();
      const sends = verbs.map(([, send]) => rejectionOf<{ bytesSent: number }>(send(socket, {})));
      await turns(3);
      const fd = end(socket);
      if (typeof fd === 'number') owned(Socket.fromFd(fd));
      const [first, ...others] = await Promise.all(sends);
      expect(first?.bytesSent).toBe(drain(peer));
      expect(first?.bytesSent).toBeGreaterThan(0);
      expect(others.map(({ bytesSent }) => bytesSent)).toEqual(others.map(() => 0));
    }
  });
};
