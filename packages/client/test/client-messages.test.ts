// What a server says by itself.
import { SHUT_WR } from '@fdset/socket';
import { describe, expect, it } from 'vitest';
import { lineClient } from './support/line-client.js';
import { serve, silent } from './support/peers.js';
import type { Script } from './support/peers.js';
import { rejectionOf } from './support/rejection-of.js';

describe('messages that nobody has asked for', () => {
  const counting: Script = async (conn) => {
    await conn.sendall('1\n2\n3\n');
    conn.shutdown(SHUT_WR);
    await silent(conn, 0);
  };

  it('are iterated until the server ends; break closes nothing', async () => {
    const one = await lineClient(serve(counting));
    const seen: string[] = [];
    for await (const message of one) {
      seen.push(message);
      if (message === '2') break;
    }
    expect(one.closed && seen.length === 0).toBe(false);
    for await (const message of one) seen.push(message);
    expect(seen).toEqual(['1', '2', '3']);
    expect(await one.receive()).toBeUndefined();
  });

  it('are received one by one; a receive that is given up loses none', async () => {
    const server = serve(async (conn) => {
      await conn.recv(10);
      await counting(conn, 0);
    });
    const one = await lineClient(server);
    expect(await rejectionOf(one.receive({ timeoutMs: 5 }))).toMatchObject({
      code: 'ETIMEDOUT',
      phase: 'read',
    });
    const controller = new AbortController();
    const aborted = one.receive({ signal: controller.signal });
    controller.abort();
    expect(await rejectionOf(aborted)).toBe(controller.signal.reason);
    await one.send('go');
    expect([await one.receive(), await one.receive(), await one.receive()]).toEqual([
      '1',
      '2',
      '3',
    ]);
  });

  it('are told from answers by isAnswer', async () => {
    const server = serve(async (conn) => {
      for await (const chunk of conn)
        await conn.sendall(`!news\n${chunk.toString().toUpperCase()}!more\n`);
    });
    const one = await lineClient(server, { isAnswer: (line) => !line.startsWith('!') });
    expect(await one.request('hello')).toBe('HELLO');
    expect([await one.receive(), await one.receive()]).toEqual(['!news', '!more']);
  });

  it('that nobody takes are bounded: the server has to wait, and then goes on', async () => {
    const line = `${'x'.repeat(1023)}\n`;
    let sent = 0;
    const server = serve(async (conn) => {
      for (; sent < 20_000; sent++) await conn.sendall(line);
    });
    const one = await lineClient(server, { maxUnreadBytes: 64 * 1024 });
    let before = -1;
    while (sent === 0 || sent !== before) {
      before = sent;
      for (let turn = 0; turn < 200; turn++) await new Promise(setImmediate);
    }
    expect(sent).toBeLessThan(20_000);
    let seen = 0;
    for await (const message of one) seen += message.length === 1023 ? 1 : 0;
    expect(seen).toBe(20_000);
  });
});
