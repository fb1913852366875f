// Calls of every method of Socket that takes an object, a list or bytes. The arguments run `swap` when they are read.
import { SCM_RIGHTS, SOL_SOCKET, SO_TIMESTAMPNS } from '../../src/index.js';
import type { Address, DescriptorLike, Socket } from '../../src/index.js';

/** Closes the socket and gives its number to another one. */
export type Swap = () => void;

/** A call with one such argument; `target` is the address of a bound socket. */
export type Call = (socket: Socket, swap: Swap, target: Address) => unknown;

/** An object whose property `key` runs `swap` when it is read. */
export const trap = <T>(key: string, value: unknown, swap: Swap, rest: object = {}): T =>
  Object.defineProperty({ ...rest }, key, {
    enumerable: true,
    get: () => (swap(), value),
  }) as T;

const bytes = (swap: Swap): Buffer =>
  Object.defineProperty(Buffer.from('secret'), 'length', { get: () => (swap(), 6) });

const iterated = <T>(list: T[], swap: Swap): T[] =>
  Object.assign(list, {
    *[Symbol.iterator]() {
      swap();
      yield* Array.prototype.values.call(list);
    },
  }) as T[];

const watched = <T>(list: T[], swap: Swap): T[] =>
  new Proxy(list, {
    get: (target, key, self) => (swap(), Reflect.get(target, key, self) as unknown),
  });

const proxied = (swap: Swap): Uint8Array =>
  new Proxy(Buffer.from('secret'), {
    getPrototypeOf: (target) => (swap(), Object.getPrototypeOf(target) as object),
  });

const file = (swap: Swap): DescriptorLike => ({ fileno: () => (swap(), 0) });
const fd = (swap: Swap): DescriptorLike => trap('fd', 0, swap);
const control = (swap: Swap, key: 'level' | 'type' | 'data'): never => {
  const rest = {
    level: SOL_SOCKET,
    type: SCM_RIGHTS,
    data: new Uint8Array(Int32Array.of(0).buffer),
  };
  return trap(key, rest[key], swap, rest);
};

/** The calls, by method and by the argument that runs `swap`. */
export const callsThatRead: Record<string, Record<string, Call>> = {
  bind: { path: (s, swap) => s.bind(trap('path', '', swap)) },
  connect: { path: (s, swap, to) => s.connect(trap('path', pathOf(to), swap)) },
  connectEx: { path: (s, swap, to) => s.connectEx(trap('path', pathOf(to), swap)) },
  tryConnect: { path: (s, swap, to) => s.tryConnect(trap('path', pathOf(to), swap)) },
  send: {
    length: (s, swap) => s.send(bytes(swap)),
    proxy: (s, swap) => s.send(proxied(swap)),
  },
  trySend: {
    length: (s, swap) => s.trySend(bytes(swap)),
    offset: (s, swap) => s.trySend(bytes(swap), 0, 1),
  },
  sendall: { length: (s, swap) => s.sendall(bytes(swap)) },
  sendto: {
    length: (s, swap, to) => s.sendto(bytes(swap), to),
    path: (s, swap, to) => s.sendto('secret', trap('path', pathOf(to), swap)),
  },
  trySendto: {
    length: (s, swap, to) => s.trySendto(bytes(swap), to),
    path: (s, swap, to) => s.trySendto('secret', trap('path', pathOf(to), swap)),
  },
  ...Object.fromEntries(
    (['sendmsg', 'trySendmsg'] as const).map((name) => [
      name,
      {
        'list, watched': (s, swap) => s[name](watched(['secret'], swap)),
        'list, iterated': (s, swap) => s[name](iterated(['secret'], swap)),
        flags: (s, swap) => s[name]('secret', trap('flags', 0, swap)),
        address: (s, swap, to) => s[name]('secret', trap('address', to, swap)),
        path: (s, swap, to) => s[name]('secret', { address: trap('path', pathOf(to), swap) }),
        fds: (s, swap) => s[name]('secret', { fds: [file(swap)] }),
        'fds, iterated': (s, swap) => s[name]('secret', { fds: iterated([0], swap) }),
        'fd of an object': (s, swap) => s[name]('secret', { fds: [fd(swap)] }),
        control: (s, swap) => s[name]('secret', { control: watched([], swap) }),
        level: (s, swap) => s[name]('secret', { control: [control(swap, 'level')] }),
        type: (s, swap) => s[name]('secret', { control: [control(swap, 'type')] }),
        data: (s, swap) => s[name]('secret', { control: [control(swap, 'data')] }),
        credentials: (s, swap) =>
          s[name]('secret', { credentials: trap('pid', process.pid, swap, { uid: 0, gid: 0 }) }),
      } satisfies Record<string, Call>,
    ]),
  ),
  sendFds: {
    fds: (s, swap) => s.sendFds('secret', [file(swap)]),
    data: (s, swap) => s.sendFds(watched(['secret'], swap), []),
  },
  ...Object.fromEntries(
    (['sendmmsg', 'trySendmmsg'] as const).map((name) => [
      name,
      {
        data: (s, swap) => s[name]([trap('data', 'secret', swap)]),
        address: (s, swap, to) => s[name]([trap('address', to, swap, { data: 'secret' })]),
        path: (s, swap, to) =>
          s[name]([{ data: 'secret', address: trap('path', pathOf(to), swap) }]),
        messages: (s, swap) => s[name](watched([{ data: 'secret' }], swap)),
      } satisfies Record<string, Call>,
    ]),
  ),
  recycle: {
    length: (s, swap) => s.recycle(bytes(swap)),
    proxy: (s, swap) => s.recycle(proxied(swap)),
  },
  recvInto: { length: (s, swap) => s.recvInto(bytes(swap)) },
  tryRecvInto: { length: (s, swap) => s.tryRecvInto(bytes(swap)) },
  recvfromInto: { length: (s, swap) => s.recvfromInto(bytes(swap)) },
  tryRecvfromInto: { length: (s, swap) => s.tryRecvfromInto(bytes(swap)) },
  recvmsg: { controlBytes: (s, swap) => s.recvmsg(9, trap('controlBytes', 0, swap)) },
  tryRecvmsg: {
    controlBytes: (s, swap) => s.tryRecvmsg(9, trap('controlBytes', 0, swap)),
    flags: (s, swap) => s.tryRecvmsg(9, trap('flags', 0, swap)),
  },
  recvmsgInto: {
    buffers: (s, swap) => s.recvmsgInto(watched([Buffer.alloc(9)], swap)),
    'buffers, iterated': (s, swap) => s.recvmsgInto(iterated([Buffer.alloc(9)], swap)),
    options: (s, swap) => s.recvmsgInto(Buffer.alloc(9), trap('flags', 0, swap)),
  },
  recvPhases: { flags: (s, swap) => s.recvPhases(9, trap('flags', 0, swap)) },
  tryRecvPhases: { startedNs: (s, swap) => s.tryRecvPhases(9, trap('startedNs', 1n, swap)) },
  recvPhasesInto: {
    length: (s, swap) => s.recvPhasesInto(bytes(swap)),
    flags: (s, swap) => s.recvPhasesInto(Buffer.alloc(9), trap('flags', 0, swap)),
  },
  setTimestamps: { hardware: (s, swap) => s.setTimestamps(trap('hardware', false, swap)) },
  setsockopt: {
    length: (s, swap) => s.setsockopt(SOL_SOCKET, SO_TIMESTAMPNS, bytes(swap)),
  },
};

const pathOf = (address: Address): string => (address as { path: string }).path;
