// What ends while a connection is lost, made again or greeted.
import { once } from 'node:events';
import { lines } from '@fdset/socket/framing';
import { describe, expect, it } from 'vitest';
import { ClientError, ConnectionLostError, connect } from '../src/index.js';
import { lineClient } from './support/line-client.js';
import { serve, silent, upperLines } from './support/peers.js';
import type { Script } from './support/peers.js';
import { rejectionOf } from './support/rejection-of.js';
import { owned } from './support/servers.js';

const reconnect = { baseMs: 1 };

/** Ends the first connection; of the others tells what came until the client's end. */
const secondOf = (): { script: Script; heard: Promise<string> } => {
  let tell = (_all: string): void => {};
  const heard = new Promise<string>((resolve) => (tell = resolve));
  const script: Script = async (conn, index) => {
    if (index === 0) return;
    let all = '';
    for await (const chunk of conn) {
      all += chunk.toString();
      await conn.sendall(chunk);
    }
    tell(all);
  };
  return { script, heard };
};

describe('end() of a client whose connection is lost', () => {
  it('is heeded by the next one: what waits is sent before', async () => {
    const { script, heard } = secondOf();
    const one = await lineClient(serve(script), { reconnect });
    await once(one, 'disconnect');
    const sending = one.send('last');
    one.end();
    await sending;
    expect(await heard).toBe('last\n');
    expect(await once(one, 'close')).toEqual([null]);
  });

  it('leaves the greeting its say, and may be called in it', async () => {
    const { script, heard } = secondOf();
    const one = await lineClient(serve(script), {
      reconnect,
      onReconnect: async (greeter) => {
        one.end();
        await greeter.request('hello');
      },
    });
    await once(one, 'disconnect');
    expect(await one.request('last')).toBe('last');
    expect(await heard).toBe('hello\nlast\n');
  });

  it('makes no other connection where nothing waits to be sent', async () => {
    const server = serve(async () => {});
    const one = await lineClient(server, { reconnect: { baseMs: 2 ** 30, maxMs: 2 ** 30 } });
    await once(one, 'reconnecting');
    one.end();
    expect(await once(one, 'close')).toEqual([null]);
    expect(server.connections.length).toBe(1);
  });
});

describe('a greeting', () => {
  it('that waits for what never comes ends with its connection', async () => {
    const server = serve(async (conn, index) => {
      if (index < 2) return;
      await upperLines(conn, index);
    });
    const one = await lineClient(server, {
      reconnect,
      onReconnect: async () => {
        if (server.connections.length < 3) await new Promise(() => {});
      },
    });
    await once(one, 'reconnect');
    expect(await one.request('hello')).toBe('HELLO');
  });

  it('that fails tells truly how much of its messages had gone out', async () => {
    const server = serve(async (conn, index) => {
      if (index === 0) return;
      await new Promise(() => {});
      conn.close();
    });
    let sending = Promise.resolve<unknown>(null);
    const one = await lineClient(server, {
      framing: lines({ maxBytes: Infinity }),
      reconnect: { attempts: 1, baseMs: 1 },
      onReconnect: async (greeter) => {
        sending = rejectionOf(greeter.send('x'.repeat(1 << 26)));
        while ((one.connection?.closed ?? true) || server.connections.length < 2)
          await new Promise(setImmediate);
        for (let turn = 0; turn < 10; turn++) await new Promise(setImmediate);
        throw new Error('enough');
      },
    });
    await once(one, 'close');
    expect(await sending).toBeInstanceOf(ConnectionLostError);
    expect(await sending).toMatchObject({ sent: 'partly' });
  });

  it('in which the client is closed is followed by no reconnect', async () => {
    const server = serve(async (conn, index) => (index === 0 ? undefined : silent(conn, index)));
    const told: string[] = [];
    const one = await lineClient(server, { reconnect, onReconnect: () => one.close() });
    one.on('reconnect', () => told.push('reconnect'));
    await once(one, 'close');
    for (let turn = 0; turn < 10; turn++) await new Promise(setImmediate);
    expect(told).toEqual([]);
  });
});

it('attempts without a pause stay so, however many there are', async () => {
  const server = serve(async () => {});
  const one = await lineClient(server, { reconnect: { attempts: 1100, baseMs: 0 } });
  const delays: number[] = [];
  one.on('reconnecting', ({ delayMs }) => delays.push(delayMs));
  server.close();
  await once(one, 'close');
  expect([delays.length, new Set(delays)]).toEqual([1100, new Set([0])]);
});

describe('what its user does wrong', () => {
  it('an abort whose reason is null closes a client for good', async () => {
    const controller = new AbortController();
    const one = await lineClient(serve(silent), { signal: controller.signal });
    controller.abort(null);
    const calls = [one.send('a'), one.request('a'), one.receive()];
    expect(await Promise.all(calls.map(rejectionOf))).toEqual([null, null, null]);
  });

  it('options that are changed while it connects have no effect', async () => {
    const options = { framing: lines(), maxPipelined: 2 };
    const connecting = connect(serve(upperLines).url, options);
    options.maxPipelined = -1;
    expect(await owned(await connecting).request('a')).toBe('A');
  });

  it('a framing that encodes to no bytes is refused at the call, and the client goes on', async () => {
    const framing = {
      ...lines(),
      encode: (text: string) => (text === 'odd' ? (text as never) : Buffer.from(`${text}\n`)),
    };
    const one = owned(await connect(serve(upperLines).url, { framing }));
    expect(await rejectionOf(one.request('odd'))).toMatchObject({
      code: 'ERR_FDSET_INVALID_ARG_TYPE',
    });
    expect(await one.request('even')).toBe('EVEN');
  });

  it('a function that throws what is no error ends the connection, with an error', async () => {
    const one = await lineClient(serve(upperLines), {
      isAnswer: () => {
        const nothing: unknown = undefined;
        throw nothing as Error;
      },
    });
    expect(await rejectionOf(one.request('a'))).toBeInstanceOf(ClientError);
  });
});
