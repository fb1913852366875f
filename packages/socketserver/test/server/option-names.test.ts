// Servers refuse options that nobody would read, before anything is made.
import { inspect } from 'node:util';
import { expect, it } from 'vitest';
import { AF_INET, AF_UNIX } from '@fdset/socket';
import * as servers from '@fdset/socketserver';
import {
  BaseRequestHandler,
  ForkingMixIn,
  ProcessPoolMixIn,
  StreamRequestHandler,
  TCPServer,
  ThreadPoolMixIn,
  ThreadingMixIn,
  UDPServer,
  drainOnSignal,
  withStrategy,
} from '@fdset/socketserver';
import { anyPort, freshPath, thrownBy } from '../support/servers.js';
import { openedFromNow } from '../../../../scripts/test/opened-from-now.mjs';

const reference = {
  module: new URL('../fixtures/handlers.mjs', import.meta.url),
  name: 'UpperHandler',
};

type Make = new (...args: unknown[]) => TCPServer;
const UNKNOWN = 'ERR_FDSET_UNKNOWN_OPTION';
const classes = Object.entries(servers).filter(
  ([name]) => name.endsWith('Server') && name !== 'BaseServer',
) as unknown as [string, Make][];

it.each(classes)('%s refuses an option that there is not, and opens nothing', (name, Server) => {
  const address = name.includes('Unix') ? freshPath() : anyPort;
  const opened = openedFromNow();
  const error = thrownBy(() => new Server(address, reference, { requestTimeout: 1 }));
  expect(error).toMatchObject({
    code: UNKNOWN,
    message: `${name} has no option 'requestTimeout': did you mean 'requestTimeoutMs'?`,
  });
  expect(opened()).toEqual([]);
});

class Own extends TCPServer {
  static override readonly optionNames: readonly string[] = [...TCPServer.optionNames, 'own'];
}

it.each([
  [TCPServer, { requestQueueSize: 5, mode: undefined, nonsense: undefined }],
  [UDPServer, { maxPacketSize: 5 }],
  [Own, { own: 1, allowReusePort: true }],
  [ThreadingMixIn(Own as Make), { own: 1, maxThreads: 2, growAfterMs: null }],
  [ForkingMixIn(UDPServer as never), { maxChildren: 2, maxPacketSize: 5 }],
  [ThreadPoolMixIn(UDPServer as never), { growAfterMs: null, resourceLimits: { stackSizeMb: 4 } }],
])('%o takes its own options and those of its base: %j', async (Server, options) => {
  await new (Server as Make)(anyPort, reference, options).serverClose();
});

it.each([
  [TCPServer, { maxPacketSize: 5 }, 'maxPacketSize'],
  [TCPServer, { maxThreads: 5 }, 'maxThreads'],
  [ThreadingMixIn(TCPServer), { maxChildren: 5 }, 'maxChildren'],
  [ForkingMixIn(TCPServer), { growAfterMs: 5 }, 'growAfterMs'],
  [ThreadingMixIn(TCPServer), { resourceLimits: { stackSize: 4 } }, 'stackSize'],
  [ProcessPoolMixIn(TCPServer), { resourceLimits: { stackSizeMb: 4 } }, 'resourceLimits'],
])('%o refuses the option of another class: %j', (Server, options, name) => {
  const error = thrownBy(() => new (Server as Make)(anyPort, reference, options));
  expect(error).toMatchObject({ code: UNKNOWN });
  expect((error as Error).message).toContain(`'${name}'`);
});

const invalid = { name: 'TypeError', code: 'ERR_FDSET_INVALID_ARG_TYPE' };
const outOfRange = { name: 'RangeError', code: 'ERR_FDSET_OUT_OF_RANGE' };
const unsupported = { name: 'TypeError', code: 'ERR_FDSET_UNSUPPORTED' };

it.each<[string, object, object]>([
  ['TCPServer', { bindAndActivate: 'false' }, invalid],
  ['TCPServer', { allowReuseAddress: 0 }, invalid],
  ['UDPServer', { allowReusePort: 'no' }, invalid],
  ['TCPServer', { dualstackIPv6: 1 }, invalid],
  ['ThreadingTCPServer', { reuseThreads: 0 }, invalid],
  ['ThreadingTCPServer', { daemonThreads: 'yes' }, invalid],
  ['ThreadPoolTCPServer', { resourceLimits: { stackSizeMb: '4' } }, invalid],
  ['ThreadingTCPServer', { resourceLimits: { maxOldGenerationSizeMb: 0 } }, outOfRange],
  ['ThreadingTCPServer', { resourceLimits: { codeRangeSizeMb: NaN } }, outOfRange],
  ['TCPServer', { mode: 0o600 }, unsupported],
  ['UDPServer', { mode: 0o600 }, unsupported],
  ['TCPServer', { dualstackIPv6: true }, unsupported],
  ['UnixStreamServer', { dualstackIPv6: true }, unsupported],
  ['TCPServer', { family: AF_UNIX }, unsupported],
  ['UnixDatagramServer', { family: AF_INET }, unsupported],
])('%s refuses what would silently be something else: %j', (name, options, error) => {
  const Server = servers[name as 'TCPServer'] as unknown as Make;
  const address = name.includes('Unix') ? freshPath() : anyPort;
  const opened = openedFromNow();
  expect(thrownBy(() => new Server(address, reference, options))).toMatchObject(error);
  expect(opened()).toEqual([]);
});

it.each([
  ['ThreadPoolTCPServer', 'maxThreads', 'maxWorkers'],
  ['ProcessPoolTCPServer', 'maxChildren', 'maxWorkers'],
  ['ThreadPoolTCPServer', 'idleThreadTimeoutMs', 'idleWorkerTimeoutMs'],
  ['ThreadingTCPServer', 'maxWorkers', 'maxThreads'],
  ['ThreadingTCPServer', 'idleWorkerTimeoutMs', 'idleThreadTimeoutMs'],
  ['ForkingTCPServer', 'maxWorkers', 'maxChildren'],
  ['ForkingTCPServer', 'minWorkers', 'spareChildren'],
  ['TCPServer', 'backlog', 'requestQueueSize'],
] as const)('%s means by the option %s its own %s', (name, given, meant) => {
  const Server = servers[name] as unknown as Make;
  expect(thrownBy(() => new Server(anyPort, reference, { [given]: 2 }))).toMatchObject({
    code: UNKNOWN,
    message: `${name} has no option '${given}': did you mean '${meant}'?`,
  });
});

it.each(classes)('%s refuses an unknown name in its address, and opens nothing', (name, Server) => {
  const address = name.includes('Unix') ? { path: freshPath().path } : anyPort;
  const opened = openedFromNow();
  for (const more of [{ hots: 'x' }, { prot: 1 }, { pth: 'x' }]) {
    const error = thrownBy(() => new Server({ ...address, ...more }, reference));
    expect(error).toMatchObject({ code: UNKNOWN });
    expect((error as Error).message).toContain(`no option '${Object.keys(more)[0]}'`);
  }
  const inherited = thrownBy(() => new Server({ fd: 99, backlog: 5 }, reference));
  expect(inherited).toMatchObject({
    message: "an inherited socket has no option 'backlog': it has fd",
  });
  expect(opened()).toEqual([]);
});

it('an address may have a descriptor that is undefined', async () => {
  await new TCPServer({ ...anyPort, fd: undefined }, reference).serverClose();
});

it.each<[string, (server: TCPServer) => unknown]>([
  ['serveForever', (server) => server.serveForever({ pollInterval: 1 } as never)],
  ['serverClose', (server) => server.serverClose({ grace: 1 } as never)],
  ['drainOnSignal', (server) => drainOnSignal(server, { grace: 1 } as never)],
  ['a reference', () => new TCPServer(anyPort, { ...reference, nmae: 'x' } as never)],
])('%s refuses what it does not know, and changes nothing', async (_, call) => {
  await using server = new TCPServer(anyPort, reference);
  await expect((async () => call(server))()).rejects.toMatchObject({ code: UNKNOWN });
  expect(server.state).toBe('idle');
});

class Empty extends BaseRequestHandler {
  override setup() {}
}
class Inherits extends class extends StreamRequestHandler {
  override handle() {}
} {}

it('a handler without handle() is refused at construction, one that inherits it is not', async () => {
  const refused = [Empty, class extends Empty {}, BaseRequestHandler, StreamRequestHandler];
  for (const Handler of refused)
    expect(thrownBy(() => new TCPServer(anyPort, Handler))).toMatchObject({
      code: 'ERR_FDSET_INVALID_ARG_TYPE',
      message: expect.stringContaining('handle()') as unknown,
    });
  await new TCPServer(anyPort, Inherits).serverClose();
});

it('inspect shows what a server is and does, and nothing of its inside', async () => {
  const server = new TCPServer(anyPort, reference);
  const { port } = server.serverAddress;
  const counts = 'strategy=sequential active=0 accepted=0';
  expect(inspect(server)).toBe(`TCPServer { idle 127.0.0.1:${port} AF_INET ${counts} }`);
  expect(String(server)).toBe(inspect(server));
  expect(inspect({ a: { b: { c: server } } })).toContain('[TCPServer]');
  expect(inspect(server, { colors: true })).toContain('active=\u001b[');
  await server.serverClose();
  expect(inspect(server)).toBe(`TCPServer { closed 127.0.0.1:${port} AF_INET ${counts} }`);
});

it.each(classes)(
  'inspect of %s does not throw, nor that of its prototype',
  async (name, Server) => {
    const server = new Server(name.includes('Unix') ? freshPath() : anyPort, reference);
    expect(inspect(server)).toMatch(
      new RegExp(`^${name} \\{ idle .* AF_(INET|UNIX) strategy=\\w+ `),
    );
    expect(thrownBy(() => inspect(Server.prototype) + String(Server.prototype))).toBeUndefined();
    await server.serverClose();
    class Odd extends Server {
      override get serverAddress(): never {
        throw new Error('no');
      }
    }
    expect(inspect(Object.create(Odd.prototype))).toMatch(/^Odd \{/);
  },
);

it('withStrategy names what a strategy lacks', () => {
  const wrong = { name: 'TypeError', code: 'ERR_FDSET_INVALID_ARG_TYPE' };
  for (const kind of [undefined, {}, { name: 'x', optionNames: [] }])
    expect(thrownBy(() => withStrategy(TCPServer, kind as never))).toMatchObject(wrong);
  const strategy = { graceMs: null, start() {}, submit() {}, watch() {}, stats: () => null };
  const made = (value: unknown): unknown => {
    const kind = { name: 'mine', optionNames: [], create: () => value as never };
    return thrownBy(() => new (withStrategy(TCPServer, kind))(anyPort, reference));
  };
  const opened = openedFromNow();
  expect(made(null)).toMatchObject({ ...wrong, message: expect.stringMatching(/mine.*start\(\)/) });
  expect(made(strategy)).toMatchObject({
    ...wrong,
    message: expect.stringMatching(/mine.*stop\(\)/),
  });
  expect(made({ ...strategy, stop() {}, graceMs: 'x' })).toMatchObject(wrong);
  expect(opened()).toEqual([]);
});
