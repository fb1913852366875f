// Whatever a hook does (throws, gives a promise that rejects, ends the request itself), every request is accounted for, and
// the next one is served.
import type { Address, Socket } from '@fdset/socket';
import { close as closeDescriptor } from '@fdset/posix';
import { expect, it, onTestFinished } from 'vitest';
import { TCPServer, ThreadPoolTCPServer } from '@fdset/socketserver';
import { startClient } from '../support/client.js';
import { LaterMixIn } from '../support/later-mixin.js';
import { anyPort, serving, until, knownTo } from '../support/servers.js';

const client = startClient();
const module = new URL('../fixtures/unheard-handler.mjs', import.meta.url);
const handler = { module, name: 'UnheardHandler' };

type Act = (request: Socket) => unknown;
const throws = (): never => {
  throw new Error('of the hook');
};
const rejects = (): unknown => Promise.reject(new Error('of the hook'));
const acts = { throws, rejects };

/** Collects unhandled rejections, which end a program otherwise. */
const unheard = (): unknown[] => {
  const found: unknown[] = [];
  const listeners = process.listeners('unhandledRejection');
  const hear = (error: unknown) => void found.push(error);
  process.removeAllListeners('unhandledRejection');
  process.on('unhandledRejection', hear);
  onTestFinished(() => {
    process.off('unhandledRejection', hear);
    for (const listener of listeners) process.on('unhandledRejection', listener);
  });
  return found;
};

type Hook =
  'verifyRequest' | 'processRequest' | 'finishRequest' | 'shutdownRequest' | 'closeRequest';

/** A server whose hook misbehaves for the first request. */
const failing = (Base: typeof TCPServer, hook: Hook, act: Act, options: object = {}) => {
  const errors: string[] = [];
  let isFirst = true;
  class Server extends Base {
    override handleError(_request: Socket, _client: Address | null, error: unknown): void {
      errors.push((error as Error).message);
    }
  }
  const plain = Base.prototype[hook] as (...args: unknown[]) => unknown;
  Object.defineProperty(Server.prototype, hook, {
    value(this: Server, ...args: [Socket]) {
      const isNow = isFirst;
      isFirst = false;
      return isNow ? act(args[0]) : plain.apply(this, args);
    },
  });
  return { server: serving(new Server(anyPort, handler, options)), errors };
};

const inThread: Hook[] = [
  'verifyRequest',
  'processRequest',
  'finishRequest',
  'shutdownRequest',
  'closeRequest',
];
const cases = inThread.flatMap((hook) =>
  (['throws', 'rejects'] as const).map((how) => [hook, how] as const),
);

it.each(cases)('TCPServer: %s %s: told once, and the next request is served', async (hook, how) => {
  const rejections = unheard();
  const act: Act = (request) => {
    if (hook === 'shutdownRequest' || hook === 'closeRequest') request.close();
    return acts[how]();
  };
  const { server, errors } = failing(TCPServer, hook, act);
  await client.exchange(server.serverAddress, 'first').catch(() => {});
  await until(() => server.stats().active === 0);
  expect(await client.exchange(server.serverAddress, 'next')).toBe('NEXT');
  await until(() => server.stats().active === 0);
  expect(errors).toHaveLength(1);
  expect(server.stats()).toMatchObject({ accepted: 2 });
  expect(rejections).toEqual([]);
});

it('a limit per peer that cannot tell the peer refuses that request alone', async () => {
  class Server extends TCPServer {
    #isFirst = true;
    override getRequest(): [Socket, Address | null] | null {
      const taken: [Socket, Address | null] | null = super.getRequest();
      if (taken === null || !this.#isFirst) return taken;
      this.#isFirst = false;
      taken[0].close();
      return [null as unknown as Socket, null];
    }
    override handleError(): void {}
    override shutdownRequest(request: Socket | null): void {
      if (request !== null) super.shutdownRequest(request);
    }
  }
  const server = serving(new Server(anyPort, handler, { maxConnectionsPerPeer: 1 }));
  await client.exchange(server.serverAddress, 'first').catch(() => {});
  expect(await client.exchange(server.serverAddress, 'next')).toBe('NEXT');
  await until(() => server.stats().active === 0);
  expect(server.stats()).toMatchObject({ accepted: 2, failed: 1, finished: 1 });
});

it.each(['throws', 'rejects'] as const)(
  'what an override of processRequest %s after the hand-over is told, and ends nothing',
  async (how) => {
    const rejections = unheard();
    const errors: string[] = [];
    class Server extends ThreadPoolTCPServer {
      override processRequest(request: Socket): void {
        super.processRequest(request, null);
        return acts[how]() as void;
      }
      override handleError(_request: Socket, _client: Address | null, error: unknown): void {
        errors.push((error as Error).message);
      }
    }
    const server = serving(new Server(anyPort, handler, knownTo(Server, { maxWorkers: 1 })));
    for (const word of ['one', 'two'])
      expect(await client.exchange(server.serverAddress, word)).toBe(word.toUpperCase());
    await until(() => server.stats().active === 0);
    expect(errors).toEqual(['of the hook', 'of the hook']);
    expect(server.stats()).toMatchObject({ finished: 2, failed: 0 });
    expect(rejections).toEqual([]);
  },
);

it.each([
  ['closes', (request: Socket) => request.close()],
  ['detaches', (request: Socket) => closeDescriptor(request.detach())],
] as const)(
  'a verifyRequest that %s the request and accepts it costs no worker',
  async (_, end) => {
    const act: Act = (request) => {
      end(request);
      return true;
    };
    const { server, errors } = failing(ThreadPoolTCPServer, 'verifyRequest', act, {
      maxWorkers: 1,
    });
    const first = await client.connect(server.serverAddress);
    await until(() => errors.length === 1);
    expect(await client.exchange(server.serverAddress, 'next')).toBe('NEXT');
    await until(() => server.stats().active === 0);
    expect(server.stats()).toMatchObject({ failed: 1, finished: 1 });
    expect(server.stats().pool).toMatchObject({ workers: 1, busy: 0, idle: 1 });
    await client.close(first);
  },
);

it('an asynchronous serviceActions that fails is the error of serveForever', async () => {
  const rejections = unheard();
  class Server extends TCPServer {
    override serviceActions(): void {
      return rejects() as void;
    }
  }
  await using server = new Server(anyPort, handler);
  await expect(server.serveForever({ pollIntervalMs: 1 })).rejects.toThrow('of the hook');
  expect(rejections).toEqual([]);
});

it('an asynchronous handleTimeout that fails is the error of handleRequest', async () => {
  const rejections = unheard();
  class Server extends TCPServer {
    override handleTimeout(): void {
      return rejects() as void;
    }
  }
  await using server = new Server(anyPort, handler, { timeoutMs: 0 });
  await expect(server.handleRequest()).rejects.toThrow('of the hook');
  expect(rejections).toEqual([]);
});

it('an asynchronous serviceActions that fails once, while the workers still start, is so, too', async () => {
  let failed!: () => void;
  const hasFailed = new Promise<void>((resolve) => (failed = resolve));
  class Server extends LaterMixIn(TCPServer) {
    calls = 0;
    override serviceActions(): void {
      if (++this.calls > 1) return;
      // The start waits until everybody else has been told of the error.
      setImmediate(failed);
      return rejects() as void;
    }
  }
  await using server = new Server(anyPort, handler, { startsAfter: hasFailed });
  await expect(server.serveForever({ pollIntervalMs: 1 })).rejects.toThrow('of the hook');
  expect(server.state).toBe('idle');
});
