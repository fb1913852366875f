// handleError and listeners of events get an error with the same classes and properties, wherever the handler runs.
import { expect, it } from 'vitest';
import * as sockets from '@fdset/socket';
import {
  ForkingTCPServer,
  ProcessPoolTCPServer,
  subscribe,
  TCPServer,
  ThreadPoolTCPServer,
} from '@fdset/socketserver';
import { startClient } from '../support/client.js';
import { anyPort, knownTo, serving, until } from '../support/servers.js';

const module = new URL('../fixtures/failing-handlers.mjs', import.meta.url);
const { words } = (await import(module.href)) as { words: string[] };
const client = startClient();

type Kind = new (...args: never[]) => Error;
const engine = { EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError };
const all = { Error, ...engine, AggregateError, DOMException, ...sockets };
const kinds = Object.entries(all as unknown as Record<string, Kind>).filter(
  ([, value]) => value === Error || value.prototype instanceof Error,
);

interface Told {
  readonly classes: readonly string[];
}

/** What `instanceof` and the properties of an error tell about it. */
const told = (error: unknown): Told | null => {
  if (!(error instanceof Error)) return null;
  const { name, message, stack, cause, ...details } = error;
  const keys = Object.keys(error);
  return {
    classes: kinds.filter(([, Class]) => error instanceof Class).map(([one]) => one),
    name,
    message,
    isOfHandler: error instanceof DOMException || stack?.includes('failing-handlers.mjs'),
    code: (error as { code?: unknown }).code,
    details,
    isPlain: keys.includes('message') || keys.includes('stack') || keys.includes('cause'),
    cause: told(cause),
    errors: error instanceof AggregateError ? error.errors.map(told) : null,
  } as Told;
};

type Class = typeof TCPServer;
const elsewhere = [
  ThreadPoolTCPServer,
  ForkingTCPServer,
  ProcessPoolTCPServer,
] as unknown as Class[];

/** Sends a request for each word in turn, and returns the errors that the server was told of. */
const errorsOf = async (Base: Class, name: string, sent: readonly string[]): Promise<unknown[]> => {
  const errors: unknown[] = [];
  class Server extends Base {
    override handleError(_request: unknown, _client: unknown, error: unknown) {
      errors.push(error);
    }
  }
  const options = knownTo<object>(Base, { maxWorkers: 1, maxChildren: 1 });
  const server = serving(new Server(anyPort, { module, name }, options));
  // The error of a client that has gone is no error of the server, but comes with this event.
  subscribe('fdset:server:disconnect', ({ error }) => errors.push(error), server);
  for (const word of sent) {
    await client.exchange(server.serverAddress, word);
    await until(() => server.stats().active === 0);
  }
  return errors;
};

it.each(elsewhere)(
  '%o: an error has the classes that it has where the handler runs here',
  async (Server) => {
    const here = (await errorsOf(TCPServer, 'FailingHandler', words)).map(told);
    for (const [index, word] of words.entries())
      if (Object.hasOwn(all, word)) expect(here[index]?.classes).toContain(word);
    const there = await errorsOf(Server, 'FailingHandler', words);
    expect(there.map(told)).toEqual(here);
  },
);

it('what a thread ends of, since nobody catches it, has its class', async () => {
  const [error] = await errorsOf(elsewhere[0] as Class, 'UncaughtHandler', ['x']);
  expect(error).toBeInstanceOf(sockets.BrokenPipeError);
  expect(error).toMatchObject({ code: 'EPIPE', bytesSent: 0 });
});
