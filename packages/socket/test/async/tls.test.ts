// TLS over the descriptor of an AsyncSocket, by its own ends.
import * as tls from 'node:tls';
import { describe, expect, it } from 'vitest';
import { MSG_WAITALL, SHUT_WR } from '../../src/index.js';
import type { AsyncSocket } from '../../src/async/index.js';
import { streamProperties } from '../../src/testing/index.js';
import { HANG_MS } from '../../../../vitest.base.mjs';
import { collect, rejectionOf } from './contract/helpers.js';
import {
  ca,
  clientOptions,
  ownedTls,
  pem,
  plainPair,
  serverOptions,
  shake,
} from './contract/tls-pair.js';

describe('a TLS connection', () => {
  it.each(streamProperties.map((property) => [property.name, property] as const))(
    '%s',
    async (_name, { check }) =>
      check(() => shake(), { maxBufferedBytes: 1 << 20, hangMs: HANG_MS / 2 }),
  );
});

describe('startTls', () => {
  it('moves a megabyte each way at once', async () => {
    const [server, client] = await shake();
    const data = Buffer.alloc(1 << 20, 'encrypted ');
    const [fromServer, fromClient] = await Promise.all([
      collect(client as unknown as AsyncSocket, data.length),
      collect(server as unknown as AsyncSocket, data.length),
      server.sendall(data),
      client.sendall(data),
    ]);
    expect(fromServer.equals(data)).toBe(true);
    expect(fromClient.equals(data)).toBe(true);
    expect(client.authorized).toBe(true);
    expect(client.getProtocol()).toBe('TLSv1.3');
  });

  it('what several records have left is one result', async () => {
    const [server, client] = await shake();
    await client.sendall(Buffer.alloc(3 << 14));
    while (server.tlsSocket.bytesRead < 3 << 14) await new Promise(setImmediate);
    const first = await server.recv(1 << 16);
    const second = first.length < 3 << 14 ? await server.recv(1 << 16) : Buffer.alloc(0);
    // The socket may have been read when the last record was not decrypted yet.
    expect(first.length + second.length).toBe(3 << 14);
  });

  it('tells the name that the client asked for (SNI) and the chosen protocol (ALPN)', async () => {
    const [server, client] = await shake(
      { ...serverOptions, ALPNProtocols: ['h2', 'echo'] },
      { ...clientOptions, ALPNProtocols: ['echo'] },
    );
    expect(server.servername).toBe('server.test');
    expect([server.alpnProtocol, client.alpnProtocol]).toEqual(['echo', 'echo']);
    const [plain] = await shake();
    expect(plain.alpnProtocol).toBeNull();
  });

  it('SNICallback chooses the certificate by name', async () => {
    const other = tls.createSecureContext({ key: pem('client-key'), cert: pem('client') });
    const [, client] = await shake(
      {
        ...serverOptions,
        SNICallback: (name, done) => done(null, name === 'client.test' ? other : undefined),
      },
      { ca, servername: 'client.test' },
    );
    expect(client.getPeerCertificate()?.subject.CN).toBe('client.test');
  });

  it('asks for the certificate of the client, and refuses one without', async () => {
    const strict = { ...serverOptions, ca, requestCert: true, rejectUnauthorized: true };
    const [server] = await shake(strict, {
      ...clientOptions,
      key: pem('client-key'),
      cert: pem('client'),
    });
    expect(server.authorized).toBe(true);
    expect(server.getPeerCertificate()?.subject.CN).toBe('client.test');
    const [a, b] = plainPair();
    const refused = rejectionOf(a.startTls(strict));
    const client = await b.startTls(clientOptions);
    expect((await refused).message).toBeTruthy();
    // With TLS 1.3 the client is done before the server looks at its certificate.
    await rejectionOf(client.recv(1).then((data) => data.length === 0 && Promise.reject(data)));
    client.close();
  });

  it('a certificate that nobody trusts is an error of the client, and its descriptor is closed', async () => {
    const [a, b] = plainPair();
    const server = a.startTls(serverOptions);
    expect(await rejectionOf(b.startTls({ servername: 'server.test' }))).toMatchObject({
      code: expect.stringMatching(/CERT|VERIFY/) as string,
    });
    // With TLS 1.3 the server may be done before the client looks at the certificate.
    const end = await server
      .then((stream) => ownedTls(stream).recv(1))
      .catch((error: Error) => error);
    expect(end instanceof Error || end.length === 0).toBe(true);
  });

  it('limits the handshake by time and by signal', async () => {
    const [a] = plainPair();
    expect(await rejectionOf(a.startTls({ ...serverOptions, timeoutMs: 5 }))).toMatchObject({
      name: 'SocketTimeoutError',
      code: 'ETIMEDOUT',
    });
    const [c] = plainPair();
    const controller = new AbortController();
    const aborted = rejectionOf(c.startTls({ ...clientOptions, signal: controller.signal }));
    controller.abort();
    expect(await aborted).toMatchObject({ name: 'AbortError' });
  });

  it('a peer that speaks no TLS, or hangs up, is an error', async () => {
    const [a, b] = plainPair();
    const failed = rejectionOf(a.startTls(serverOptions));
    await b.sendall('GET / HTTP/1.0\r\n\r\n');
    expect(await failed).toMatchObject({ code: expect.stringMatching(/^ERR_SSL/) as string });
    const [c, d] = plainPair();
    const ended = rejectionOf(c.startTls(clientOptions));
    d.close();
    expect(await ended).toMatchObject({ code: 'ECONNRESET' });
  });

  it('begins in the middle of a conversation, with bytes that were received too early', async () => {
    const [a, b] = plainPair();
    await b.sendall('STARTTLS\n');
    const client = b.startTls(clientOptions);
    // The read takes the beginning of the handshake too, and is given up: its bytes belong to the handshake.
    const controller = new AbortController();
    const line = await a.recv(9);
    expect(line.toString()).toBe('STARTTLS\n');
    const tooFar = a.recv(1 << 20, { flags: MSG_WAITALL, signal: controller.signal });
    await new Promise(setImmediate);
    controller.abort();
    await rejectionOf(tooFar);
    const server = ownedTls(await a.startTls(serverOptions));
    ownedTls(await client);
    await server.sendall('secret');
    expect((await (await client).recv(10)).toString()).toBe('secret');
  });

  it('half-close: one direction ends, the other goes on', async () => {
    const [server, client] = await shake();
    await client.sendall('question');
    client.shutdown(SHUT_WR);
    expect((await collect(server as unknown as AsyncSocket)).toString()).toBe('question');
    await server.sendall('answer');
    server.shutdown(SHUT_WR);
    expect((await collect(client as unknown as AsyncSocket)).toString()).toBe('answer');
  });

  it('close rejects what is under way', async () => {
    const [server, client] = await shake();
    const waiting = client.recv(10);
    client.close();
    expect(await rejectionOf(waiting)).toMatchObject({ code: 'ERR_FDSET_CLOSED' });
    expect(await rejectionOf(client.recv(10))).toMatchObject({ code: 'ERR_FDSET_CLOSED' });
    expect(await server.recv(10)).toHaveLength(0);
  });

  it('a read that waits is given up without a loss', async () => {
    const [server, client] = await shake();
    expect(await rejectionOf(client.recv(10, { timeoutMs: 5 }))).toMatchObject({
      code: 'ETIMEDOUT',
    });
    await server.sendall('kept');
    expect((await client.recv(10)).toString()).toBe('kept');
  });

  it('a limit of 0 takes what is decrypted, sends what TLS takes, and does not wait', async () => {
    const [server, client] = await shake();
    const once = { timeoutMs: 0 };
    expect(await rejectionOf(client.recv(10, once))).toMatchObject({ code: 'ETIMEDOUT' });
    expect(await server.send('kept', once)).toBe(4);
    expect((await client.recv(2)).toString()).toBe('ke');
    expect((await client.recv(10, once)).toString()).toBe('pt');
  });

  it('stops reading while nobody takes the bytes', async () => {
    const [server, client] = await shake();
    let ended = false;
    const sending = server.sendall(Buffer.alloc(32 << 20)).then(() => (ended = true));
    await client.recv(1);
    for (let turn = 0; turn < 50; turn++) await new Promise(setImmediate);
    expect(ended).toBe(false);
    await collect(client as unknown as AsyncSocket, (32 << 20) - 1);
    await sending;
  });
});
