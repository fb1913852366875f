// The client that blocks, against servers in another thread and sockets of this one.
import { AF_INET, SOCK_DGRAM, Socket, SocketTimeoutError, describeAddress } from '@fdset/socket';
import type { InetAddress } from '@fdset/socket';
import { lines, netstrings } from '@fdset/socket/framing';
import { describe, expect, it } from 'vitest';
import { SOCKETS_AND_PIPES, openedFromNow } from '../../../scripts/test/opened-from-now.mjs';
import { ClientError, connectSync } from '../src/index.js';
import { owned, ownedListener, startServer } from './support/servers.js';

const thrownBy = (call: () => unknown): unknown => {
  try {
    call();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
};

describe('a client', () => {
  it('has its message echoed, and gets undefined at the end', async () => {
    const client = owned(connectSync(await startServer('once')));
    client.send('grüße');
    expect(String(client.receive())).toBe('grüße');
    expect([client.receive(), client.receive()]).toEqual([undefined, undefined]);
  });

  it('half-closes, and then hears what a server says only at the end', async () => {
    const client = owned(connectSync(await startServer('count')));
    client.send(Buffer.alloc(100_000));
    client.end();
    expect(Buffer.concat([...client]).toString()).toBe('100000 bytes');
  });

  it('with a framing has requests and messages', async () => {
    const client = owned(connectSync(await startServer('upper'), { framing: lines() }));
    expect(client.request('hello')).toBe('HELLO');
    for (const line of ['a', 'b', 'c']) client.send(line);
    client.end();
    expect([...client]).toEqual(['A', 'B', 'C']);
    expect(thrownBy(() => client.request('more'))).toMatchObject({ phase: 'write', code: 'EPIPE' });
  });

  it('says what is missing for a request over a stream without a framing', () => {
    const client = owned(connectSync(ownedListener().url));
    expect(thrownBy(() => client.request('hello'))).toMatchObject({
      code: 'ERR_FDSET_UNSUPPORTED',
      message: expect.stringContaining('connectSync(url, { framing: lines() })') as string,
    });
  });

  it('tells that a server has ended without an answer, and what is no message', () => {
    const { listener, url } = ownedListener();
    const asking = owned(connectSync(url, { framing: netstrings() }));
    owned(listener.accept()[0]).close();
    expect(thrownBy(() => asking.request(Buffer.from('a')))).toMatchObject({
      code: expect.stringMatching(/^ERR_FDSET_ENDED$|^ECONNRESET$/) as string,
      phase: 'read',
      url,
    });
    const garbled = owned(connectSync(url, { framing: netstrings() }));
    owned(listener.accept()[0]).sendall('no netstring');
    expect(thrownBy(() => garbled.receive())).toMatchObject({
      code: 'ERR_FDSET_FRAME_MALFORMED',
      phase: 'frame',
    });
  });

  it('gives the late answer of a request that was given up to nobody', () => {
    const { listener, url } = ownedListener();
    const client = owned(connectSync(url, { framing: lines(), timeoutMs: 20 }));
    const conn = owned(listener.accept()[0]);
    expect(thrownBy(() => client.request('first'))).toMatchObject({ code: 'ETIMEDOUT' });
    conn.sendall('answer to first\nanswer to second\nnews\n');
    expect(client.request('second')).toBe('answer to second');
    expect(client.receive()).toBe('news');
  });

  it('limits a whole call, also where a server sends byte by byte', () => {
    const { listener, url } = ownedListener();
    const client = owned(connectSync(url, { framing: netstrings(), timeoutMs: 50 }));
    const conn = owned(listener.accept()[0]);
    const recv = client.socket.recv.bind(client.socket);
    // The server is this thread: it sends a byte whenever the client waits for one.
    let reads = 0;
    client.socket.recv = (maxBytes: number) => {
      conn.sendall(reads++ === 0 ? '999999:' : 'x');
      return recv(maxBytes);
    };
    expect(thrownBy(() => client.receive())).toMatchObject({ code: 'ETIMEDOUT', phase: 'read' });
    expect(reads).toBeGreaterThan(1);
    expect(client.socket.gettimeout()).toBe(50);
  });

  it('sends nothing behind a message that was cut off', () => {
    const { url } = ownedListener();
    const client = owned(
      connectSync(url, { framing: lines({ maxBytes: Infinity }), timeoutMs: 20 }),
    );
    const error = thrownBy(() => client.send('x'.repeat(1 << 26)));
    expect(error).toMatchObject({ code: 'ETIMEDOUT', phase: 'write' });
    expect(thrownBy(() => client.send('behind it'))).toBe(error);
  });

  it('over UDP has a datagram for a message, an empty one too', () => {
    const server = owned(new Socket<InetAddress>(AF_INET, SOCK_DGRAM));
    server.bind({ host: '127.0.0.1', port: 0 });
    const client = owned(connectSync(`udp://${describeAddress(server.getsockname())}`));
    for (const text of ['hello', '', 'x'.repeat(60_000)]) {
      client.send(text);
      const [data, address] = server.recvfrom(65_536);
      server.sendto(data, address as InetAddress);
      expect(String(client.receive())).toBe(text);
    }
  });

  it('refuses TLS, which Node has no synchronous one of', () => {
    expect(thrownBy(() => connectSync('tls://127.0.0.1:1'))).toMatchObject({
      code: 'ERR_FDSET_UNSUPPORTED',
    });
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
    const error = thrownBy(() => client.receive());
    expect(error).toBeInstanceOf(ClientError);
    expect(error).toMatchObject({ code: 'ETIMEDOUT', phase: 'read', url });
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(20);
    conn.sendall('late');
    expect(String(client.receive())).toBe('late');
  });

  it('tells how much of a message was sent to a server that never reads', () => {
    const { url } = ownedListener();
    const client = owned(connectSync(url, { timeoutMs: 20 }));
    const size = 64 * 1024 * 1024;
    const { cause, phase } = thrownBy(() => client.send(Buffer.alloc(size))) as ClientError;
    expect(cause).toBeInstanceOf(SocketTimeoutError);
    expect(phase).toBe('write');
    const { bytesSent } = cause as { bytesSent: number };
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
