// The engine itself would throw for these arguments: BigInts, symbols, null for options, holes in arrays, views
// other than Uint8Array. Each call throws a TypeError with a code, and sends nothing.
import * as posix from '@fdset/posix';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { thrownBy } from '../helpers/thrown-by.js';
import { needsThat } from '../../../../scripts/test/needs.mjs';

let a: number;
let b: number;
beforeEach(() => {
  [a, b] = posix.socketpair(posix.AF_UNIX, posix.SOCK_DGRAM);
});
afterEach(() => [a, b].forEach((fd) => posix.close(fd)));

const misuse = { name: 'TypeError', code: 'ERR_FDSET_INVALID_ARG_TYPE' };
const bytes = Buffer.alloc(64);
const address = { host: '127.0.0.1', port: 9 };

/** A function and arguments that it takes. The tests replace each argument in turn. */
type Call = [call: (...args: never[]) => unknown, ...args: unknown[]];
const calls = (): Call[] => [
  [posix.tryRecv, a, bytes, 0, 8, 0],
  [posix.trySend, a, bytes, 0, 8, 0],
  [posix.tryRecvfrom, a, bytes, 0, 8, 0],
  [posix.trySendto, a, bytes, 0, 8, 0, { path: '\0nobody' }],
  [posix.tryRecvStamped, a, bytes, 0, 8, 0],
  [posix.tryRecvmsg, a, [bytes], {}],
  [posix.trySendmsg, a, [bytes], {}],
  [posix.tryRecvmmsg, a, bytes, 2, 8, 0],
  [posix.trySendmmsg, a, [{ data: bytes }], 0, 0],
  [posix.batchSpace, 2, 8],
  [posix.controlSpace, 8],
  [posix.fdsSpace, 2],
  [posix.getsockopt, a, posix.SOL_SOCKET, posix.SO_TYPE],
  [posix.getsockoptBytes, a, posix.SOL_SOCKET, posix.SO_TYPE, 8],
  [posix.setsockopt, a, posix.SOL_SOCKET, posix.SO_SNDBUF, 4096],
  [posix.decodeTimestamps, new Uint8Array(48)],
  [posix.decodeTimespecNs, new Uint8Array(16)],
  [posix.decodeLinger, new Uint8Array(8)],
  [posix.encodeLinger, { on: true, seconds: 1 }],
  [posix.encodeMembership, { group: '224.0.0.1' }],
  [posix.waitFd, a, posix.POLLIN, 0],
  [posix.poll, new Int32Array(3), 0, 0],
];

it('a BigInt or a symbol in any place is a coded TypeError', () => {
  for (const wrong of [1n, Symbol('wrong')])
    for (const [call, ...args] of calls())
      for (let place = 0; place < args.length; place++) {
        const error = thrownBy(() => call(...(args.with(place, wrong) as never[])));
        expect(error, `${call.name}, argument ${place}`).toMatchObject(misuse);
      }
});

const malformed: [what: string, call: () => unknown][] = [
  ['null options, recvmsg', () => posix.tryRecvmsg(a, bytes, null as never)],
  ['null options, sendmsg', () => posix.trySendmsg(a, bytes, null as never)],
  ['null options, getaddrinfo', () => posix.getaddrinfo('::1', 1, null as never)],
  ['no wakeup', () => posix.closeWakeup(null as never)],
  [
    'a view that is no list, sendmsg',
    () => posix.trySendmsg(a, new DataView(bytes.buffer) as never),
  ],
  [
    'a view that is no list, recvmsg',
    () => posix.tryRecvmsg(a, new DataView(bytes.buffer) as never),
  ],
  ['an object that is no list', () => posix.trySendmsg(a, {} as never)],
  ['a hole among buffers', () => posix.trySendmsg(a, Array(2) as never)],
  ['a hole among buffers to fill', () => posix.tryRecvmsg(a, Array(2) as never)],
  ['a hole among messages', () => posix.trySendmmsg(a, Array(2) as never)],
  ['null among messages', () => posix.trySendmmsg(a, [null] as never)],
  ['a hole among descriptors', () => posix.trySendmsg(a, bytes, { fds: Array(2) })],
  ['a BigInt among descriptors', () => posix.trySendmsg(a, bytes, { fds: [1n] as never })],
  ['descriptors that are no list', () => posix.trySendmsg(a, bytes, { fds: 1n as never })],
  ['a hole among control messages', () => posix.trySendmsg(a, bytes, { control: Array(1) })],
  ['control messages that are no list', () => posix.trySendmsg(a, bytes, { control: 5 as never })],
  [
    'BigInt credentials',
    () => posix.trySendmsg(a, bytes, { credentials: { pid: 1n as never, uid: 0, gid: 0 } }),
  ],
  [
    'a null host',
    () => posix.trySendmsg(a, bytes, { address: { ...address, host: null as never } }),
  ],
  [
    'a port without a text',
    () => posix.trySendto(a, bytes, 0, 1, 0, { host: '::1', port: Object.create(null) as never }),
  ],
  [
    'flags that can become a number',
    () => posix.trySend(a, bytes, 0, 1, { valueOf: () => 0 } as never),
  ],
];

it.each(malformed)('%s: a coded TypeError, and nothing is sent', (_, call) => {
  expect(thrownBy(call)).toMatchObject(misuse);
  expect(posix.tryRecv(b, bytes)).toBe(-1);
});

it('what is no address is neither of the two kinds', () => {
  for (const value of [undefined, null, 5, true])
    expect([posix.isUnixAddress(value as never), posix.isInetAddress(value as never)]).toEqual([
      false,
      false,
    ]);
});

const hasFloat16 = needsThat(
  'Float16Array' in globalThis,
  'needs a Node that has Float16Array (24)',
);

it('a Float16Array is refused, not written past', hasFloat16, () => {
  const Float16 = (globalThis as unknown as { Float16Array: new (n: number) => Uint8Array })
    .Float16Array;
  const view = new Float16(8);
  posix.send(b, Buffer.alloc(64, 0xff));
  for (const call of [
    () => posix.tryRecv(a, view, 0, 16),
    () => posix.tryRecvfrom(a, view, 0, 16),
    () => posix.tryRecvmmsg(a, view, 1, 16),
    () => posix.tryRecvmsg(a, view as never),
    () => posix.send(a, view, 0, 16),
    () => posix.setsockopt(a, posix.SOL_SOCKET, posix.SO_SNDBUF, view),
  ])
    expect(thrownBy(call)).toMatchObject(misuse);
  expect([...view]).toEqual(Array(8).fill(0));
  expect(posix.tryRecv(a, Buffer.alloc(64))).toBe(64);
});
