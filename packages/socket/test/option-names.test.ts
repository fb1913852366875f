// Functions that set something up refuse unknown option names, which would otherwise silently do nothing.
import { describe, expect, it } from 'vitest';
import {
  AF_INET,
  AF_UNIX,
  SOCK_DGRAM,
  Socket,
  bindUnixPath,
  createConnection,
  createListener,
} from '../src/index.js';
import { freshDirectory, owned, ownedListener, ownedPair, thrownBy } from './support/sockets.js';
import { openedFromNow, SOCKETS_AND_PIPES } from '../../../scripts/test/opened-from-now.mjs';

const path = (): string => `${freshDirectory()}/socket`;
const INET = { host: '127.0.0.1', port: 0 };

const setUps: [string, (options: never) => unknown, string, string, object][] = [
  ['createListener', (o) => createListener(INET, o), 'backlock', 'backlog', {}],
  ['createListener', (o) => createListener(INET, o), 'dualStackIPv6', 'dualstackIPv6', {}],
  ['createListener', (o) => createListener({ path: path() }, o), 'Mode', 'mode', {}],
  ['createConnection', (o) => createConnection(INET, o), 'timeout', 'timeoutMs', {}],
  [
    'bindUnixPath',
    (o) => bindUnixPath(owned(new Socket(AF_UNIX)), { path: path() }, o),
    'unlinkOnclose',
    'unlinkOnClose',
    {},
  ],
  ['Socket.fromFd', (o) => Socket.fromFd(0, o), 'timeoutMS', 'timeoutMs', { family: 2, type: 1 }],
  ['setTimestamps', (o) => owned(new Socket()).setTimestamps(o), 'hardwar', 'hardware', {}],
];

describe('an unknown option', () => {
  it.each(setUps)(
    '%s: is refused by name, with the nearest one',
    (of, call, wrong, right, rest) => {
      const error = thrownBy(() => call({ ...rest, [wrong]: 1 } as never));
      expect(error).toBeInstanceOf(TypeError);
      expect(error.code).toBe('ERR_FDSET_UNKNOWN_OPTION');
      expect(error.message).toBe(`${of} has no option '${wrong}': did you mean '${right}'?`);
    },
  );

  it('leaves nothing open, and nothing on disk', () => {
    const opened = openedFromNow(SOCKETS_AND_PIPES);
    for (const [, call, wrong, , rest] of setUps.slice(0, 4))
      thrownBy(() => call({ ...rest, [wrong]: 1 } as never));
    expect(opened()).toEqual([]);
  });

  it('may be there when it is undefined', () => {
    const options = { backlock: undefined, mode: undefined } as object;
    owned(createListener(INET, options));
  });
});

describe('an option of a message', () => {
  it.each<[string, (a: Socket, b: Socket) => unknown, string]>([
    ['sendmsg', (a) => a.sendmsg('x', { fd: [a] } as never), 'fds'],
    ['trySendmsg', (a) => a.trySendmsg('x', { control_: [] } as never), 'control'],
    ['recvmsg', (_, b) => b.recvmsg(1, { maxFd: 2 } as never), 'maxFds'],
    ['tryRecvmsg', (_, b) => b.tryRecvmsg(1, { fds: 2 } as never), 'maxFds'],
    ['recvmsgInto', (_, b) => b.recvmsgInto(Buffer.alloc(1), { flag: 0 } as never), 'flags'],
  ])('%s: is refused by name, and the message stays', (_, call, right) => {
    const [a, b] = ownedPair(AF_UNIX, SOCK_DGRAM);
    a.sendFds('kept', [a]);
    const error = thrownBy(() => call(a, b));
    expect(error.code).toBe('ERR_FDSET_UNKNOWN_OPTION');
    expect(error.message).toContain(`did you mean '${right}'?`);
    const { data, fds } = b.recvFds(4, 1);
    fds.forEach((fd) => Socket.fromFd(fd).close());
    expect([data.toString(), fds.length, b.tryRecv(1)]).toEqual(['kept', 1, null]);
  });
});

describe('an option of another kind of address', () => {
  it.each<[string, object, (options: object) => unknown]>([
    ['mode', { mode: 0o600 }, (o) => createListener(INET, o)],
    ['reclaim', { reclaim: true }, (o) => createListener(INET, o)],
    ['unlinkOnClose', { unlinkOnClose: true }, (o) => createListener(INET, o)],
    ['reusePort', { reusePort: true }, (o) => createListener({ path: path() }, o)],
    ['dualstackIPv6', { dualstackIPv6: true }, (o) => createListener({ path: path() }, o)],
  ])('%s is refused by a listener, and nothing is opened', (name, options, call) => {
    const opened = openedFromNow(SOCKETS_AND_PIPES);
    const error = thrownBy(() => call(options));
    expect(error.code).toBe('ERR_FDSET_UNSUPPORTED');
    expect(error.message).toMatch(new RegExp(`^${name} has no effect on a listener at {`));
    expect(opened()).toEqual([]);
  });

  it('may say what goes without saying', () => {
    const error = thrownBy(() => createListener({ path: path() }, { family: AF_INET }));
    expect(error).toMatchObject({ code: 'ERR_FDSET_UNSUPPORTED' });
    owned(createListener(INET, { unlinkOnClose: false, dualstackIPv6: false, family: AF_INET }));
    owned(createListener({ path: path() }, { family: AF_UNIX, reusePort: false }));
  });
});

describe('an unknown name in an address', () => {
  const UNIX = { path: '/tmp/x' };
  it.each<[string, (address: never, inet: Socket, unix: Socket) => unknown, object]>([
    ['createListener', (a) => createListener(a), INET],
    ['createConnection', (a) => createConnection(a), INET],
    ['sourceAddress', (a) => createConnection(INET, { sourceAddress: a }), INET],
    ['bind', (a, inet) => inet.bind(a), INET],
    ['connect', (a, inet) => inet.connect(a), INET],
    ['connectEx', (a, inet) => inet.connectEx(a), INET],
    ['tryConnect', (a, inet) => inet.tryConnect(a), INET],
    ['bindUnixPath', (a, _, unix) => bindUnixPath(unix, a), UNIX],
    ['bind of a path', (a, _, unix) => unix.bind(a), UNIX],
    ['connect to a path', (a, _, unix) => unix.connect(a), UNIX],
  ])('%s: is refused by name, and nothing is opened', (_, call, address) => {
    const [inet, unix] = [owned(new Socket()), owned(new Socket(AF_UNIX))];
    const opened = openedFromNow(SOCKETS_AND_PIPES);
    for (const more of [{ hots: 'x' }, { prot: 1 }, { Port: 1 }, { pth: 'x' }]) {
      const error = thrownBy(() => call({ ...address, ...more } as never, inet, unix));
      expect(error.code).toBe('ERR_FDSET_UNKNOWN_OPTION');
      expect(error.message).toContain(`an address has no option '${Object.keys(more)[0]}'`);
    }
    expect(opened()).toEqual([]);
  });

  it('may be there when it is undefined, and an IPv6 address has all of its own', () => {
    owned(createListener({ ...INET, path: undefined, hots: undefined } as never));
    owned(createListener({ host: '::1', port: 0, flowinfo: 0, scopeId: 0 }));
  });

  it('is named by sendto, where something is missing for it', () => {
    const socket = owned(new Socket(AF_INET, SOCK_DGRAM));
    const send = (address: object) => thrownBy(() => socket.sendto('x', address as never));
    expect(send({ host: '127.0.0.1', prot: 1 }).message).toContain("did you mean 'port'?");
    expect(send({ hots: '127.0.0.1', port: 1 }).message).toContain("did you mean 'host'?");
    const message = { buffers: ['x'], address: { host: '127.0.0.1', prt: 1 } };
    expect(
      thrownBy(() => socket.sendmsg(message.buffers, { address: message.address } as never))
        .message,
    ).toContain("did you mean 'port'?");
  });

  it('of a listener may be as servers call it', () => {
    const error = thrownBy(() => createListener(INET, { requestQueueSize: 5 } as never));
    expect(error.message).toContain("did you mean 'backlog'?");
  });
});

describe('an address in another form', () => {
  const { createListener: listen, createConnection: open } = {
    createListener: createListener as (...given: unknown[]) => unknown,
    createConnection: createConnection as (...given: unknown[]) => unknown,
  };
  const any = (socket: object): Record<string, (...given: unknown[]) => unknown> =>
    socket as Record<string, (...given: unknown[]) => unknown>;
  const inet = (): Record<string, (...given: unknown[]) => unknown> => any(owned(new Socket()));
  const unix = (): Record<string, (...given: unknown[]) => unknown> =>
    any(owned(new Socket(AF_UNIX)));

  it.each<[string, () => unknown, string]>([
    [
      "createConnection('127.0.0.1', 80)",
      () => open('127.0.0.1', 80),
      "write { host: '127.0.0.1', port: 80 }",
    ],
    ["createConnection(80, '::1')", () => open(80, '::1'), "write { host: '::1', port: 80 }"],
    [
      "createConnection(['localhost', 80])",
      () => open(['localhost', 80]),
      "write { host: 'localhost', port: 80 }",
    ],
    [
      "createConnection('localhost:80')",
      () => open('localhost:80'),
      "write { host: 'localhost', port: 80 }",
    ],
    ["createConnection('/run/x')", () => open('/run/x'), "write { path: '/run/x' }"],
    ['createListener(80)', () => listen(80), "write { host: '127.0.0.1', port: 80 }"],
    ["createListener('::', 80)", () => listen('::', 80), "write { host: '::', port: 80 }"],
    [
      "bind('127.0.0.1')",
      () => inet().bind?.('127.0.0.1'),
      "write { host: '127.0.0.1', port: ... }",
    ],
    ["connect('::1', 80)", () => inet().connect?.('::1', 80), "write { host: '::1', port: 80 }"],
    [
      "connectEx('::1', 80)",
      () => inet().connectEx?.('::1', 80),
      "write { host: '::1', port: 80 }",
    ],
    [
      "tryConnect('[::1]:80')",
      () => inet().tryConnect?.('[::1]:80'),
      "write { host: '::1', port: 80 }",
    ],
    ["sendto('x', 'h', 80)", () => inet().sendto?.('x', 'h', 80), "write { host: 'h', port: 80 }"],
    ["sendto('x', 'h:80')", () => inet().sendto?.('x', 'h:80'), "write { host: 'h', port: 80 }"],
    [
      "trySendto('x', ['h', 80])",
      () => inet().trySendto?.('x', ['h', 80]),
      "write { host: 'h', port: 80 }",
    ],
    ["bind('/run/x')", () => unix().bind?.('/run/x'), "write { path: '/run/x' }"],
  ])('%s: the message says what to write', (_written, call, hint) => {
    const error = thrownBy(call);
    expect(error.code).toBe('ERR_FDSET_INVALID_ARG_TYPE');
    expect(error.message).toContain(hint);
    expect(error.message).not.toContain('options');
  });

  it('without a guess it says what an address is', () => {
    for (const given of [null, undefined, {}, true]) {
      const error = thrownBy(() => open(given, {}));
      expect(error.code).toBe('ERR_FDSET_INVALID_ARG_TYPE');
      expect(error.message).toMatch(/\{ host: string, port: number \}/);
      expect(error.message).not.toContain('write');
    }
    expect(thrownBy(() => open(ownedListener().address, 5)).message).toContain('options');
  });
});
