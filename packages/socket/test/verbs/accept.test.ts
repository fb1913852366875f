import { F_GETFD, FD_CLOEXEC, fcntl } from '@fdset/posix';
import * as posix from '@fdset/posix';
import { describe, expect, it } from 'vitest';
import { SHUT_WR, Socket } from '../../src/index.js';
import { owned, ownedListener, thrownBy } from '../support/sockets.js';
import { startPeer } from '../support/peer.js';

const isCloseOnExec = (socket: Socket): boolean =>
  (fcntl(socket.fileno(), F_GETFD) & FD_CLOEXEC) !== 0;

describe('listening and accepting', () => {
  it('accept returns the connection and the address of its peer', () => {
    const { listener, address } = ownedListener();
    const client = owned(new Socket());
    client.connect(address);
    const [conn, peer] = listener.accept();
    owned(conn);
    expect(peer).toEqual(client.getsockname());
    expect(conn.getsockname()).toEqual(address);
    client.sendall('hello');
    client.shutdown(SHUT_WR);
    expect(conn.recv(10).toString()).toBe('hello');
    expect(conn.recv(10)).toHaveLength(0);
  });

  it('accept blocks until somebody connects', async () => {
    const { listener, address } = ownedListener();
    const peer = await startPeer('connectLater', null, { address });
    peer.openGate();
    const [conn] = listener.accept();
    owned(conn);
    expect(conn.recv(10).toString()).toBe('x');
    conn.close();
    await peer.result;
  });

  it('K4: a connection does not inherit the timeout of its listener', () => {
    const { listener, address } = ownedListener();
    for (const timeoutMs of [50, 0]) {
      listener.settimeout(timeoutMs);
      const client = owned(new Socket());
      client.connect(address);
      const [conn] = listener.accept();
      owned(conn);
      expect(conn.gettimeout()).toBe(null);
      expect(posix.getNonblocking(conn.fileno())).toBe(false);
      expect(isCloseOnExec(conn)).toBe(true);
    }
  });

  it('K2: accept without a connection throws BlockingIOError or SocketTimeoutError', () => {
    const { listener } = ownedListener();
    listener.settimeout(0);
    expect(thrownBy(() => listener.accept())).toMatchObject({
      name: 'BlockingIOError',
      code: 'EAGAIN',
    });
    listener.settimeout(30);
    const startedAt = performance.now();
    expect(thrownBy(() => listener.accept())).toMatchObject({
      name: 'SocketTimeoutError',
      code: 'ETIMEDOUT',
      message: 'accept timed out after 30 ms',
    });
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(30);
  });

  it('tryAccept answers null on a blocking listener and does not change its mode', () => {
    const { listener, address } = ownedListener();
    expect(listener.tryAccept()).toBe(null);
    expect(posix.getNonblocking(listener.fileno())).toBe(false);
    const client = owned(new Socket());
    client.connect(address);
    const accepted = listener.tryAccept();
    expect(accepted?.[1]).toEqual(client.getsockname());
    accepted?.[0].close();
  });
});
