// Requests that are given up, connections that are reset, at random moments: whatever is answered is answered rightly.
import fc from 'fast-check';
import { lines } from '@fdset/socket/framing';
import { describe, expect, it } from 'vitest';
import { isExhaustive } from '../../../scripts/test/exhaustive.mjs';
import { ClientError, ConnectionLostError, connect } from '../src/index.js';
import type { Client } from '../src/index.js';
import { reset, serve } from './support/peers.js';

/** What is done with one request, and what its server does when it has come. */
interface Deed {
  readonly giveUp: 'never' | 'before' | 'after' | 'deadline';
  readonly server: 'answer' | 'reset' | 'end';
  /** How many turns of the event loop pass before the next request. */
  readonly turns: number;
}

const deed: fc.Arbitrary<Deed> = fc.record({
  giveUp: fc.constantFrom('never', 'never', 'never', 'before', 'after', 'deadline'),
  server: fc.constantFrom('answer', 'answer', 'answer', 'answer', 'reset', 'end'),
  turns: fc.nat(2),
});

const turns = async (count: number): Promise<void> => {
  for (let turn = 0; turn < count; turn++) await new Promise(setImmediate);
};

/** Asks for everything, and tells what has come of it; the server does what the line says. */
const talk = async (deeds: readonly Deed[], maxPipelined: number): Promise<void> => {
  const heard: string[] = [];
  const server = serve(async (conn) => {
    let rest = '';
    for await (const chunk of conn) {
      const parts = (rest + chunk.toString()).split('\n');
      rest = parts.pop() ?? '';
      for (const line of parts) {
        heard.push(line);
        if (line.includes('reset')) return reset(conn);
        if (line.includes('end')) return;
        await conn.sendall(`${line.toUpperCase()}\n`);
      }
    }
  });
  const reconnect = { attempts: 1000, baseMs: 0.1, maxMs: 1 };
  const client = await connect(server.url, { framing: lines(), maxPipelined, reconnect });
  const outcomes: Promise<void>[] = [];
  for (const [index, { giveUp, server: does, turns: count }] of deeds.entries()) {
    const message = `${index} ${does}`;
    const controller = new AbortController();
    const asked = client.request(message, {
      signal: controller.signal,
      timeoutMs: giveUp === 'deadline' ? 0 : null,
    });
    outcomes.push(check(asked, message, controller.signal));
    if (giveUp === 'before') controller.abort();
    await turns(count);
    if (giveUp === 'after') controller.abort();
  }
  await Promise.all(outcomes);
  await goesOn(client);
  client.close();
  server.close();
  for (const conn of server.connections) conn.close();
  expect(new Set(heard).size).toBe(heard.length);
};

/** A reset may still be on its way: what it takes with it is asked again, in other words. */
const goesOn = async (client: Client<string>): Promise<void> => {
  for (let number = 0; ; number++) {
    const message = `last answer ${number}`;
    const answer = await client.request(message).catch((error: unknown) => {
      if (error instanceof ConnectionLostError) return null;
      throw error;
    });
    if (answer !== null) return expect(answer).toBe(message.toUpperCase());
  }
};

const check = async (
  asked: Promise<string>,
  message: string,
  signal: AbortSignal,
): Promise<void> => {
  try {
    expect(await asked).toBe(message.toUpperCase());
  } catch (error) {
    if (signal.aborted && error === signal.reason) return;
    expect(error).toBeInstanceOf(ClientError);
    expect((error as ClientError).code).toMatch(/^(ETIMEDOUT|ECONNRESET|EPIPE|ERR_FDSET_ENDED)$/);
  }
};

describe('requests that are given up, over connections that are lost', () => {
  it.each([1, 3, 64])(
    'with %i under way: each is answered rightly or told why not, none is heard twice, and the client goes on',
    async (maxPipelined) => {
      const property = fc.asyncProperty(fc.array(deed, { maxLength: 30 }), (deeds) =>
        talk(deeds, maxPipelined),
      );
      await fc.assert(property, { numRuns: isExhaustive ? 200 : 20 });
    },
  );
});
