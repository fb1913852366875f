// Getters, iterators, proxies or methods of the arguments close the socket, and another socket gets its number. No call
// may reach that other socket.
import { openSync, closeSync } from 'node:fs';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  AF_UNIX,
  SOCK_DGRAM,
  SOCK_STREAM,
  SOL_SOCKET,
  SO_TIMESTAMPNS,
  Socket,
  bindUnixPath,
  createConnection,
  createListener,
  socketpair,
} from '../../src/index.js';
import { callsThatRead, trap } from '../support/calls-that-read.js';
import type { Swap } from '../support/calls-that-read.js';
import { freshDirectory, owned, thrownBy } from '../support/sockets.js';
import { openedFromNow, SOCKETS_AND_PIPES } from '../../../../scripts/test/opened-from-now.mjs';

/** Methods that take only numbers, strings and booleans, and refuse anything else. */
const plain =
  `accept chunks close detach dup fileno getLinger getPeerCredentials getblocking getpeername
  getsockname getsockopt gettimeout joinGroup leaveGroup listen recv recvFds recvfrom recvmmsg setLinger
  setblocking settimeout shutdown toString tryAccept tryRecv tryRecvfrom tryRecvmmsg`.split(/\s+/);

const methodsOf = (prototype: object): string[] =>
  prototype === Object.prototype
    ? []
    : [
        ...Object.entries(Object.getOwnPropertyDescriptors(prototype))
          .filter(([name, { value }]) => typeof value === 'function' && name !== 'constructor')
          .map(([name]) => name),
        ...methodsOf(Object.getPrototypeOf(prototype) as object),
      ];

interface Stage {
  socket: Socket;
  target: Socket;
  swap: Swap;
  /** The effects of the call on the other socket, which has the number now. */
  harm: () => unknown;
}

const stage = (): Stage => {
  const [socket] = socketpair(AF_UNIX, SOCK_DGRAM).map(owned) as [Socket, Socket];
  const target = owned(new Socket(AF_UNIX, SOCK_DGRAM));
  target.bind({ path: '' });
  const number = socket.fileno();
  let stranger: [Socket, Socket] | undefined;
  const swap = (): void => {
    if (stranger !== undefined) return;
    socket.close();
    stranger = socketpair(AF_UNIX, SOCK_DGRAM).map(owned) as [Socket, Socket];
    expect(stranger[0].fileno()).toBe(number);
    stranger[1].send('for the stranger');
  };
  const harm = (): unknown => {
    const [own, peer] = stranger as [Socket, Socket];
    return {
      sent: peer.tryRecv(100)?.toString() ?? target.tryRecv(100)?.toString() ?? null,
      left: own.tryRecv(100)?.toString() ?? null,
      names: [own.getsockname(), own.getpeername()],
      stamped: own.getsockopt(SOL_SOCKET, SO_TIMESTAMPNS),
    };
  };
  return { socket, target, swap, harm };
};

const unharmed = {
  sent: null,
  left: 'for the stranger',
  names: [{ path: '' }, { path: '' }],
  stamped: 0,
};

describe('a socket that is closed while arguments are read', () => {
  it('is tried with every method that takes more than plain values', () => {
    // sendfile takes only streams, so it has its own test below.
    const known = [...Object.keys(callsThatRead), ...plain, 'sendfile'];
    expect(new Set(methodsOf(Socket.prototype))).toEqual(new Set(known));
  });

  const cases = Object.entries(callsThatRead).flatMap(([name, calls]) =>
    Object.entries(calls).map(([argument, call]) => ({ name, argument, call })),
  );

  it.each(cases)('$name: $argument reaches nobody else', ({ call }) => {
    const { socket, target, swap, harm } = stage();
    let failure: unknown = null;
    try {
      call(socket, swap, target.getsockname());
    } catch (error) {
      failure = error;
    }
    swap();
    expect(harm()).toEqual(unharmed);
    // Some calls never read the length of the bytes or the proxy, so `swap` does not run in them and they succeed.
    if (failure !== null)
      expect((failure as { code: string }).code).toMatch(/^ERR_FDSET_(CLOSED|INVALID_ARG_TYPE)$/);
  });

  it('sendfile sends nothing to anybody else', () => {
    const [socket] = socketpair().map(owned) as [Socket, Socket];
    const number = socket.fileno();
    const source = openSync(new URL(import.meta.url), 'r');
    onTestFinished(() => closeSync(source));
    const others: Socket[] = [];
    const fileno = (): number => {
      socket.close();
      others.push(...socketpair().map(owned));
      return source;
    };
    expect(thrownBy(() => socket.sendfile({ fileno })).code).toBe('ERR_FDSET_CLOSED');
    expect(others[0]?.fileno()).toBe(number);
    expect(others[1]?.tryRecv(10)).toBeNull();
  });

  it('does not have its number passed to another process under its name', () => {
    const [socket, peer] = socketpair(AF_UNIX, SOCK_STREAM).map(owned) as [Socket, Socket];
    const passed = owned(new Socket(AF_UNIX));
    const fileno = (): number => (passed.close(), 0);
    const fds = [passed, { fileno }];
    expect(thrownBy(() => socket.sendFds('x', fds)).code).toBe('ERR_FDSET_INVALID_ARG_TYPE');
    expect(peer.tryRecv(10)).toBeNull();
  });

  it('bindUnixPath names nobody else', () => {
    const path = `${freshDirectory()}/socket`;
    for (const key of ['mode', 'reclaim', 'unlinkOnClose']) {
      const { socket, swap, harm } = stage();
      const options = trap<object>(key, key === 'mode' ? 0o600 : true, swap);
      expect(thrownBy(() => bindUnixPath(socket, { path }, options)).code).toBe('ERR_FDSET_CLOSED');
      expect(harm()).toEqual(unharmed);
    }
    const { socket, swap, harm } = stage();
    const address = trap<{ path: string }>('path', path, swap);
    expect(thrownBy(() => bindUnixPath(socket, address)).code).toBe('ERR_FDSET_CLOSED');
    expect(harm()).toEqual(unharmed);
  });
});

describe('options whose getters throw', () => {
  const explode = (): never => {
    throw new Error('boom');
  };

  it.each(['backlog', 'type', 'mode', 'reclaim', 'unlinkOnClose'])(
    'createListener leaves nothing open after %s',
    (key) => {
      const opened = openedFromNow(SOCKETS_AND_PIPES);
      const address = { path: `${freshDirectory()}/socket` };
      expect(() => createListener(address, trap<object>(key, 0, explode))).toThrow('boom');
      expect(opened()).toEqual([]);
    },
  );

  it.each(['timeoutMs', 'sourceAddress', 'allErrors'])(
    'createConnection leaves nothing open after %s',
    (key) => {
      const listener = owned(createListener({ host: '127.0.0.1', port: 0 }));
      const opened = openedFromNow(SOCKETS_AND_PIPES);
      const options = trap<object>(key, null, explode);
      expect(() => createConnection(listener.getsockname(), options)).toThrow('boom');
      expect(opened()).toEqual([]);
    },
  );
});
