// An AsyncSocket as streams of Node and of the web.
import { createHash } from 'node:crypto';
import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { socketpair } from '../../src/index.js';
import { AsyncSocket } from '../../src/async/index.js';
import { collect, fillSendQueue } from './contract/helpers.js';
import { ownedAsync } from './contract/pairs.js';

const pair = (): [AsyncSocket, AsyncSocket] =>
  socketpair().map((one) => ownedAsync(AsyncSocket.from(one))) as [AsyncSocket, AsyncSocket];

const pieces = Array.from({ length: 200 }, (_, i) => Buffer.alloc((i * 997) % 20_000, i));

describe('toDuplex', () => {
  it('moves bytes both ways and keeps the other direction open after end', async () => {
    const [a, b] = pair();
    const stream = a.toDuplex();
    const received = collect(b);
    await pipeline(Readable.from(pieces), stream, { end: true }).catch(() => {});
    expect((await received).equals(Buffer.concat(pieces))).toBe(true);
  });

  it('half-open: it can be read after its own end', async () => {
    const [a, b] = pair();
    const stream = a.toDuplex();
    stream.end('question');
    expect((await collect(b)).toString()).toBe('question');
    await b.sendall('answer');
    b.close();
    const parts: Buffer[] = [];
    for await (const part of stream) parts.push(part as Buffer);
    expect(Buffer.concat(parts).toString()).toBe('answer');
    expect(a.closed).toBe(true);
  });

  it('write returns false while nobody reads, and drain comes when somebody does', async () => {
    const [a, b] = pair();
    await fillSendQueue(a);
    const stream = a.toDuplex();
    expect(stream.write(Buffer.alloc(1 << 20))).toBe(false);
    const drained = new Promise((resolve) => stream.once('drain', resolve));
    const reading = collect(b);
    await drained;
    stream.end();
    await reading;
  });

  it('reads no further while nobody takes the data', async () => {
    const [a, b] = pair();
    const stream = a.toDuplex();
    stream.read(0);
    const filled = await fillSendQueue(b);
    await new Promise(setImmediate);
    expect(stream.readableLength).toBeLessThanOrEqual(2 * 64 * 1024);
    expect(filled).toBeGreaterThan(0);
    stream.destroy();
    expect(a.closed).toBe(true);
  });

  it('thousands of waiting writes go out', async () => {
    const [a, b] = pair();
    const stream = a.toDuplex();
    for (let i = 0; i < 3000; i++) stream.write('x');
    stream.end();
    expect(await collect(b)).toHaveLength(3000);
  });

  it('an error of the connection is the error of the stream', async () => {
    const [a, b] = pair();
    const stream = a.toDuplex();
    b.close();
    const failed = new Promise<Error>((resolve) => stream.once('error', resolve));
    stream.write('x');
    expect(await failed).toMatchObject({ code: 'EPIPE' });
    expect(a.closed).toBe(true);
  });
});

describe('web streams', () => {
  it('readable gives every byte up to the end', async () => {
    const [a, b] = pair();
    const hash = createHash('sha256');
    const sending = (async () => {
      for (const piece of pieces) await a.sendall(piece);
      a.close();
    })();
    for await (const chunk of b.readable) hash.update(chunk);
    await sending;
    const expected = createHash('sha256').update(Buffer.concat(pieces)).digest('hex');
    expect(hash.digest('hex')).toBe(expected);
  });

  it('fills the buffer of a BYOB reader', async () => {
    const [a, b] = pair();
    const reader = b.readable.getReader({ mode: 'byob' });
    await a.sendall('bytes');
    const { value } = await reader.read(new Uint8Array(3));
    expect(Buffer.from(value as Uint8Array).toString()).toBe('byt');
  });

  it('cancelling readable while it waits loses no byte', async () => {
    const [a, b] = pair();
    const reader = b.readable.getReader();
    const waiting = reader.read();
    await reader.cancel();
    expect((await waiting).done).toBe(true);
    await a.sendall('kept');
    expect((await b.recv(10)).toString()).toBe('kept');
  });

  it('abort of writable ends a write that waits, and closes the socket', async () => {
    const [a, b] = pair();
    const writer = a.writable.getWriter();
    const writing = writer.write(Buffer.alloc(8 << 20)).catch((error: unknown) => error);
    await b.recv(1);
    await writer.abort(new Error('enough')).catch(() => {});
    await writing;
    expect(a.closed).toBe(true);
  });

  it('writable sends, and its end is the end of this direction', async () => {
    const [a, b] = pair();
    const writer = a.writable.getWriter();
    await writer.write('some');
    await writer.write(new Uint8Array([65]));
    await writer.close();
    expect((await collect(b)).toString()).toBe('someA');
    await b.sendall('open');
    expect((await a.recv(10)).toString()).toBe('open');
  });
});
