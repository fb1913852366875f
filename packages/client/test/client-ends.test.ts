// How a connection, and a client, end.
import { once } from 'node:events';
import { lines, netstrings } from '@fdset/socket/framing';
import { describe, expect, it } from 'vitest';
import { openedFromNow, SOCKETS_AND_PIPES } from '../../../scripts/test/opened-from-now.mjs';
import { ConnectionLostError, connect } from '../src/index.js';
import { lineClient } from './support/line-client.js';
import { serve, silent } from './support/peers.js';
import { rejectionOf } from './support/rejection-of.js';
import { owned } from './support/servers.js';

describe('the end', () => {
  it('of the server: what waits for an answer is told that it had gone out, and iterating ends', async () => {
    const one = await lineClient(
      serve(async (conn) => {
        await conn.recv(100);
      }),
    );
    const closing = once(one, 'close');
    const error = await rejectionOf(one.request('hello'));
    expect(error).toBeInstanceOf(ConnectionLostError);
    expect(error).toMatchObject({ code: 'ERR_FDSET_ENDED', phase: 'read', sent: 'yes' });
    expect(await closing).toEqual([null]);
    expect(await one.receive()).toBeUndefined();
    expect(await rejectionOf(one.request('more'))).toMatchObject({ sent: 'no' });
    expect(one.closed).toBe(true);
  });

  it('of this side: what was sent arrives, and the rest is received', async () => {
    const server = serve(async (conn) => {
      let all = '';
      for await (const chunk of conn) all += chunk.toString();
      await conn.sendall(`${all.length}\n`);
    });
    const one = await lineClient(server);
    void one.send('x'.repeat(100_000));
    one.end();
    expect(await one.receive()).toBe('100001');
    expect(await rejectionOf(one.send('more'))).toMatchObject({ code: 'ERR_FDSET_CLOSED' });
  });

  it('by close: all that is pending rejects, loops end, nothing stays open', async () => {
    const server = serve(silent);
    const opened = openedFromNow(SOCKETS_AND_PIPES);
    const one = await lineClient(server);
    const looping = (async () => {
      for await (const message of one) void message;
      return 'ended';
    })();
    const pending = [one.request('a'), one.receive()];
    await one.send('b');
    await one[Symbol.asyncDispose]();
    for (const promise of pending)
      expect(await rejectionOf(promise)).toMatchObject({ code: 'ERR_FDSET_CLOSED' });
    expect(await looping).toBe('ended');
    expect(await rejectionOf(one.receive())).toMatchObject({ code: 'ERR_FDSET_CLOSED' });
    expect(opened().length).toBeLessThanOrEqual(1);
  });

  it('by the signal: all that is pending rejects with its reason', async () => {
    const controller = new AbortController();
    const one = await lineClient(serve(silent), { signal: controller.signal });
    const pending = [one.request('a'), one.receive()];
    const reason = new Error('enough');
    controller.abort(reason);
    for (const promise of pending) expect(await rejectionOf(promise)).toBe(reason);
    expect(one.closed).toBe(true);
  });

  it('by a frame that is too large names the phase', async () => {
    const one = await lineClient(
      serve(async (conn) => conn.sendall('x'.repeat(100))),
      { framing: lines({ maxBytes: 10 }) },
    );
    expect(await rejectionOf(one.receive())).toMatchObject({
      code: 'ERR_FDSET_FRAME_TOO_LARGE',
      phase: 'frame',
    });
  });

  it('by the server, which says why first: its words arrive although writing fails', async () => {
    const server = serve(async (conn) => {
      await conn.sendall(netstrings().encode(Buffer.from('too many')));
    });
    const one = owned(await connect(server.url, { framing: netstrings() }));
    expect(String(await one.receive())).toBe('too many');
    expect(await rejectionOf(one.request(Buffer.from('hello')))).toBeInstanceOf(
      ConnectionLostError,
    );
  });
});
