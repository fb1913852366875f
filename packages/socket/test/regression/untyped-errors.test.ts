// The engine itself would throw for these arguments. Each call throws a TypeError with a code instead.
import { expect, it } from 'vitest';
import {
  AF_INET,
  AF_UNIX,
  SOCK_DGRAM,
  Socket,
  createConnection,
  createListener,
  socketpair,
} from '../../src/index.js';
import { owned, ownedPair, thrownBy } from '../support/sockets.js';

const misuse = { name: 'TypeError', code: 'ERR_FDSET_INVALID_ARG_TYPE' };
const bytes = Buffer.alloc(8);
const nobody = { host: '127.0.0.1', port: 9 };

/** A method and arguments that it takes. The tests replace each argument in turn. */
const calls: [keyof Socket, ...args: unknown[]][] = [
  ['tryRecv', 8, 0],
  ['tryRecvInto', bytes, 8, 0],
  ['tryRecvfrom', 8, 0],
  ['tryRecvfromInto', bytes, 8, 0],
  ['tryRecvmsg', 8, {}],
  ['tryRecvPhases', 8, {}],
  ['tryRecvmmsg', 2, 8, 0],
  ['recvFds', 8, 1, 0],
  ['trySend', bytes, 0, 0, 8],
  ['sendall', bytes, 0, 0, 8],
  ['trySendto', bytes, nobody, 0],
  ['trySendmsg', bytes, {}],
  ['trySendmmsg', [{ data: bytes }], 0],
  ['sendFds', bytes, [], 0],
  ['settimeout', 5],
  ['setLinger', 5],
  ['setTimestamps', false],
  ['setsockopt', 1, 2, 3],
  ['getsockopt', 1, 2, 4],
  ['joinGroup', '224.0.0.1'],
  ['bind', nobody],
  ['listen', 5],
  ['shutdown', 0],
];

it('a BigInt or a symbol in any place is a coded TypeError', () => {
  const socket = owned(new Socket(AF_INET, SOCK_DGRAM));
  socket.setblocking(false);
  for (const wrong of [1n, Symbol('wrong')])
    for (const [name, ...args] of calls)
      for (let place = 0; place < args.length; place++) {
        const method = socket[name] as (...args: unknown[]) => unknown;
        const error = thrownBy(() => method.apply(socket, args.with(place, wrong)));
        expect(error, `${String(name)}, argument ${place}`).toMatchObject(misuse);
      }
});

const malformed: [what: string, call: (socket: Socket) => unknown][] = [
  ['null options, sendmsg', (s) => s.trySendmsg(bytes, null as never)],
  ['null options, recvmsgInto', (s) => s.recvmsgInto(bytes, null as never)],
  ['null options, createListener', () => createListener(nobody, null as never)],
  ['null options, createConnection', () => createConnection(nobody, null as never)],
  ['a view that is no list, sendmsg', (s) => s.trySendmsg(new DataView(bytes.buffer) as never)],
  [
    'a view that is no list, recvmsgInto',
    (s) => s.recvmsgInto(new DataView(bytes.buffer) as never),
  ],
  ['a hole among pieces', (s) => s.trySendmsg([bytes, , bytes] as never)], // oxlint-disable-line no-sparse-arrays
  ['a hole among messages', (s) => s.trySendmmsg(Array(2) as never)],
  ['a hole among descriptors', (s) => s.trySendmsg(bytes, { fds: Array(2) })],
  ['descriptors that are no list', (s) => s.trySendmsg(bytes, { fds: 5 as never })],
  ['control messages that are no list', (s) => s.trySendmsg(bytes, { control: 5 as never })],
  ['BigInt flags among options', (s) => s.tryRecvmsg(1, { flags: 1n as never })],
  ['BigInt room among options', (s) => s.tryRecvmsg(1, { controlBytes: 1n as never })],
  ['BigInt flags of a read in phases', (s) => s.recvPhasesInto(bytes, { flags: 1n as never })],
];

it.each(malformed)('%s: a coded TypeError, and nothing is sent', (_, call) => {
  const [a, b] = ownedPair(AF_UNIX, SOCK_DGRAM);
  a.setblocking(false);
  expect(thrownBy(() => call(a))).toMatchObject(misuse);
  expect(b.tryRecv(1)).toBeNull();
});

it('making sockets of what is no number is a coded TypeError', () => {
  for (const wrong of [1n, Symbol('wrong')] as never[])
    for (const make of [
      () => new Socket(wrong),
      () => new Socket(AF_INET, wrong),
      () => socketpair(wrong),
      () => Socket.fromFd(wrong),
      () => createListener({ host: '127.0.0.1', port: wrong }),
      () => createListener(nobody, { family: wrong }),
      () => createConnection({ host: wrong, port: 1 }),
    ])
      expect(thrownBy(make).name).toBe('TypeError');
});
