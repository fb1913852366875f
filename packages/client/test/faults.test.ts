// The wire is cut, reset or half-closed at every byte of a conversation.
import { lines } from '@fdset/socket/framing';
import { describe, expect, it } from 'vitest';
import { openedFromNow, SOCKETS_AND_PIPES } from '../../../scripts/test/opened-from-now.mjs';
import { ConnectionLostError, connect } from '../src/index.js';
import type { Client } from '../src/index.js';
import { faultyWire } from './support/faulty-wire.js';
import type { Fault, Harm } from './support/faulty-wire.js';
import { serve } from './support/peers.js';
import type { Served } from './support/peers.js';

const MESSAGES = ['one', 'two', 'three'];
/** The bytes of the conversation in each direction: its lines, and to the client a line that nobody has asked for. */
const BYTES = { toServer: 14, toClient: 20 };

const faults: Fault[] = (['toServer', 'toClient'] as const).flatMap((direction) =>
  (['cut', 'reset', 'halfClose'] as Harm[]).flatMap((harm) =>
    Array.from({ length: BYTES[direction] + 1 }, (_, after) => ({ direction, after, harm })),
  ),
);

/** Greets, answers lines in upper case, and remembers what has come. */
const startServer = (heard: string[]): Served =>
  serve(async (conn) => {
    await conn.sendall('hello\n');
    let rest = '';
    for await (const chunk of conn) {
      const parts = (rest + chunk.toString()).split('\n');
      rest = parts.pop() ?? '';
      heard.push(...parts);
      for (const line of parts) await conn.sendall(`${line.toUpperCase()}\n`);
    }
  });

const isAnswer = (line: string): boolean => line !== 'hello';

interface Outcome {
  readonly answers: PromiseSettledResult<string>[];
  /** How often each promise has settled. */
  readonly settled: number[];
  readonly said: string[];
}

const talk = async (client: Client<string>): Promise<Outcome> => {
  const settled = MESSAGES.map(() => 0);
  const said: string[] = [];
  const listening = (async () => {
    for await (const line of client) said.push(line);
  })();
  const answers = await Promise.allSettled(
    MESSAGES.map((message, index) =>
      client.request(message).finally(() => {
        settled[index] = (settled[index] as number) + 1;
      }),
    ),
  );
  client.close();
  await listening.catch(() => {});
  return { answers, settled, said };
};

const expectHonest = ({ answers, settled }: Outcome, heard: readonly string[]): void => {
  expect(settled).toEqual([1, 1, 1]);
  answers.forEach((answer, index) => {
    const message = MESSAGES[index] as string;
    if (answer.status === 'fulfilled') return expect(answer.value).toBe(message.toUpperCase());
    expect(answer.reason).toBeInstanceOf(ConnectionLostError);
    const { sent, code } = answer.reason as ConnectionLostError;
    expect(code).toMatch(/^(ERR_FDSET_(ENDED|FRAME_TRUNCATED)|ECONNRESET|EPIPE)$/);
    if (sent === 'no') expect(heard).not.toContain(message);
  });
  expect(heard.filter((line) => MESSAGES.includes(line)).length).toBe(new Set(heard).size);
};

describe('a conversation over a wire that is harmed at every byte', () => {
  it.each(['cut', 'reset', 'halfClose'] as const)(
    '%s: settles every promise once',
    async (harm) => {
      const opened = openedFromNow(SOCKETS_AND_PIPES);
      for (const fault of faults.filter((one) => one.harm === harm)) {
        const heard: string[] = [];
        const server = startServer(heard);
        const wire = faultyWire(server.address, fault);
        const client = await connect(wire.url, { framing: lines({ maxBytes: 64 }), isAnswer });
        expectHonest(await talk(client), heard);
        await client[Symbol.asyncDispose]();
        for (const one of [server, wire]) {
          one.close();
          for (const conn of one.connections) conn.close();
        }
      }
      // What a script has opened it closes a turn later.
      while (opened().length > 0) await new Promise(setImmediate);
    },
  );

  it('with reconnect: what was lost is told, nothing is sent or delivered twice, and the client goes on', async () => {
    for (const fault of faults.filter(({ harm }) => harm === 'reset')) {
      const heard: string[] = [];
      const wire = faultyWire(startServer(heard).address, fault);
      const client = await connect(wire.url, {
        framing: lines(),
        isAnswer,
        reconnect: { baseMs: 1 },
      });
      const first = await Promise.allSettled(MESSAGES.map((message) => client.request(message)));
      const lost = MESSAGES.filter((_, index) => first[index]?.status === 'rejected');
      expect(await Promise.all(lost.map((message) => client.request(`again ${message}`)))).toEqual(
        lost.map((message) => `AGAIN ${message.toUpperCase()}`),
      );
      client.close();
      expect(new Set(heard).size).toBe(heard.length);
    }
  });
});
