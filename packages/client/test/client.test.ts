// What a client does over a connection that stands.
import { fixedLength } from '@fdset/socket/framing';
import { describe, expect, it } from 'vitest';
import { ClientError, connect } from '../src/index.js';
import { lineClient } from './support/line-client.js';
import { serve, silent, upperLines } from './support/peers.js';
import { rejectionOf } from './support/rejection-of.js';
import { owned } from './support/servers.js';

describe('request', () => {
  it('resolves to the answer', async () => {
    const one = await lineClient(serve(upperLines));
    expect(await one.request('hello')).toBe('HELLO');
  });

  it('made many times at once: each gets its own answer, in order', async () => {
    const one = await lineClient(serve(upperLines), { maxPipelined: 7 });
    const messages = Array.from({ length: 1000 }, (_, index) => `message ${index}`);
    expect(await Promise.all(messages.map((message) => one.request(message)))).toEqual(
      messages.map((message) => message.toUpperCase()),
    );
  });

  it('sends no more than maxPipelined before an answer', async () => {
    const heard: string[] = [];
    let answer = (): void => {};
    const told = new Promise<void>((resolve) => (answer = resolve));
    const server = serve(async (conn) => {
      for await (const chunk of conn) {
        heard.push(...chunk.toString().split('\n').slice(0, -1));
        if (heard.length === 3) {
          await told;
          await conn.sendall('a\n');
        }
      }
    });
    const one = await lineClient(server, { maxPipelined: 3 });
    const all = ['1', '2', '3', '4', '5'].map((message) => one.request(message));
    all.forEach((promise) => void promise.catch(() => {}));
    // A message of its own is written before, and behind the third one only when there is room.
    while (heard.length < 3) await new Promise(setImmediate);
    for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate);
    expect(heard).toEqual(['1', '2', '3']);
    answer();
    expect(await all[0]).toBe('a');
    while (heard.length < 4) await new Promise(setImmediate);
    expect(heard).toEqual(['1', '2', '3', '4']);
  });

  it('whose time is up rejects with the address and the phase, and its late answer goes to nobody', async () => {
    let answer = (): void => {};
    const told = new Promise<void>((resolve) => (answer = resolve));
    const one = await lineClient(
      serve(async (conn) => {
        await conn.recv(100);
        await told;
        await conn.sendall('late\n');
        await upperLines(conn, 0);
      }),
    );
    const error = await rejectionOf(one.request('first', { timeoutMs: 10 }));
    expect(error).toBeInstanceOf(ClientError);
    expect(error).toMatchObject({ code: 'ETIMEDOUT', phase: 'read', url: one.url });
    expect((error as Error).message).toContain(`${one.url}: no message came within 10 ms`);
    answer();
    expect(await one.request('second')).toBe('SECOND');
  });

  it('has requestTimeoutMs for its limit, unless it has one of its own', async () => {
    const one = await lineClient(serve(silent), { requestTimeoutMs: 5 });
    expect(await rejectionOf(one.request('a'))).toMatchObject({ code: 'ETIMEDOUT' });
    const controller = new AbortController();
    const unlimited = one.request('b', { timeoutMs: null, signal: controller.signal });
    expect(await rejectionOf(one.request('c'))).toMatchObject({ code: 'ETIMEDOUT' });
    controller.abort(new Error('enough'));
    expect(await rejectionOf(unlimited)).toMatchObject({ message: 'enough' });
  });

  it('that is aborted before its turn is not sent', async () => {
    const heard: string[] = [];
    const one = await lineClient(
      serve(async (conn) => {
        for await (const chunk of conn) {
          heard.push(chunk.toString());
          await conn.sendall(chunk);
        }
      }),
      { maxPipelined: 1 },
    );
    const controller = new AbortController();
    const first = one.request('first');
    const second = one.request('second', { signal: controller.signal });
    const third = one.request('third');
    controller.abort();
    expect(await rejectionOf(second)).toBe(controller.signal.reason);
    expect([await first, await third]).toEqual(['first', 'third']);
    expect(heard.join('')).toBe('first\nthird\n');
  });

  it('over a stream without a framing says what is missing', async () => {
    const one = owned(await connect(serve(upperLines).url));
    const error = await rejectionOf(one.request('hello'));
    expect(error).toMatchObject({ code: 'ERR_FDSET_UNSUPPORTED' });
    expect((error as Error).message).toContain('connect(url, { framing: lines() })');
  });

  it('that the framing cannot have is refused, and the others go on', async () => {
    const one = owned(await connect(serve(upperLines).url, { framing: fixedLength(4) }));
    const [a, wrong, b] = [
      one.request(Buffer.from('abcd')),
      one.request(Buffer.from('ab')),
      one.request(Buffer.from('efgh')),
    ];
    expect(await rejectionOf(wrong)).toMatchObject({ code: 'ERR_FDSET_OUT_OF_RANGE' });
    expect([String(await a), String(await b)]).toEqual(['ABCD', 'EFGH']);
  });
});

describe('send', () => {
  it('copies bytes, which may be changed as soon as it returns', async () => {
    const server = serve(upperLines);
    const one = owned(await connect(server.url));
    const bytes = Buffer.from('hello');
    const sending = one.send(bytes);
    bytes.fill('x');
    await sending;
    expect(String(await one.receive())).toBe('HELLO');
  });

  it('resolves when the kernel has taken the message: a server that does not read is waited for', async () => {
    let read = (): void => {};
    const told = new Promise<void>((resolve) => (read = resolve));
    const server = serve(async (conn) => {
      await told;
      await silent(conn, 0);
    });
    const one = owned(await connect(server.url));
    const chunk = Buffer.alloc(1 << 20);
    let sent = 0;
    let before = -1;
    const sending = Promise.all(
      Array.from({ length: 64 }, async () => {
        await one.send(chunk);
        sent++;
      }),
    );
    while (sent === 0 || sent !== before) {
      before = sent;
      for (let turn = 0; turn < 200; turn++) await new Promise(setImmediate);
    }
    expect(sent).toBeLessThan(64);
    read();
    await sending;
    expect(sent).toBe(64);
  });
});
