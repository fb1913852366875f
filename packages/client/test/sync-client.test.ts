// The client that blocks, against servers in another thread and sockets of this one.
import { SHUT_WR, SocketTimeoutError } from '@fdset/socket';
import { describe, expect, it } from 'vitest';
import { SOCKETS_AND_PIPES, openedFromNow } from '../../../scripts/test/opened-from-now.mjs';
import { connectSync } from '../src/index.js';
import type { SyncClient } from '../src/index.js';
import { owned, ownedListener, startServer } from './support/servers.js';

const receiveAll = (client: SyncClient, maxBytes?: number): Buffer[] => {
  const pieces: Buffer[] = [];
  for (let data = client.receive(maxBytes); data.length > 0; data = client.receive(maxBytes))
    pieces.push(data);
  return pieces;
};

describe('a client', () => {
  it('has its message echoed, and gets an empty Buffer at its end', async () => {
    const client = owned(connectSync(await startServer('once')));
    client.send('grüße');
    expect(client.receive().toString()).toBe('grüße');
    expect(client.receive()).toEqual(Buffer.alloc(0));
    expect(client.receive()).toEqual(Buffer.alloc(0));
  });

  it('half-closes by its socket, and then hears what a server says only at the end', async () => {
    const client = owned(connectSync(await startServer('count')));
    client.send(Buffer.alloc(100_000));
    client.socket.shutdown(SHUT_WR);
    expect(Buffer.concat(receiveAll(client)).toString()).toBe('100000 bytes');
  });

  it('receives at most as many bytes as it asks for, and loses none', async () => {
    const client = owned(connectSync(await startServer('upper')));
    client.send('abcdefg');
    client.socket.shutdown(SHUT_WR);
    const pieces = receiveAll(client, 3);
    expect(Math.max(...pieces.map(({ length }) => length))).toBe(3);
    expect(Buffer.concat(pieces).toString()).toBe('ABCDEFG');
  });

  it('sends and receives bytes that are no text', () => {
    const { listener, url } = ownedListener();
    const client = owned(connectSync(url));
    const [conn] = listener.accept();
    owned(conn);
    client.send(Buffer.from([0xff, 0x00, 0xc3]));
    expect(conn.recv(10)).toEqual(Buffer.from([0xff, 0x00, 0xc3]));
    conn.sendall(Buffer.from([0x00, 0xfe]));
    expect(client.receive()).toEqual(Buffer.from([0x00, 0xfe]));
  });

  it('waits for a silent server no longer than timeoutMs, and goes on afterwards', () => {
    const { listener, url } = ownedListener();
    const client = owned(connectSync(url, { timeoutMs: 20 }));
    const [conn] = listener.accept();
    owned(conn);
    const startedAt = performance.now();
    expect(() => client.receive()).toThrow(SocketTimeoutError);
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(20);
    conn.sendall('late');
    expect(client.receive().toString()).toBe('late');
  });

  it('tells how much of a message was sent to a server that never reads', () => {
    const { url } = ownedListener();
    const client = owned(connectSync(url, { timeoutMs: 20 }));
    const size = 64 * 1024 * 1024;
    let thrown: unknown;
    try {
      client.send(Buffer.alloc(size));
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(SocketTimeoutError);
    const { bytesSent } = thrown as { bytesSent: number };
    expect(bytesSent).toBeGreaterThan(0);
    expect(bytesSent).toBeLessThan(size);
  });

  it('throws the error of a server that resets the connection', () => {
    const { listener, url } = ownedListener();
    const client = owned(connectSync(url));
    const [conn] = listener.accept();
    conn.setLinger(0);
    conn.close();
    expect(() => client.receive()).toThrow(expect.objectContaining({ code: 'ECONNRESET' }));
  });

  it('closes its descriptor once, by close, by using, and says so afterwards', () => {
    const { url } = ownedListener();
    const opened = openedFromNow(SOCKETS_AND_PIPES);
    const client = connectSync(url);
    expect(opened()).toHaveLength(1);
    client[Symbol.dispose]();
    client.close();
    expect(opened()).toEqual([]);
    for (const use of [() => client.send('x'), () => client.receive()])
      expect(use).toThrow(expect.objectContaining({ code: 'ERR_FDSET_CLOSED' }));
  });
});
