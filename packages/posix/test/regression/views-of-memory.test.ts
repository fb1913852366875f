// Views whose elements are not bytes, and views whose memory is gone.
import * as posix from '@fdset/posix';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { thrownBy } from '../helpers/thrown-by.js';

interface ResizableBuffer extends ArrayBuffer {
  resize(bytes: number): void;
}

const resizable = (bytes: number): ResizableBuffer =>
  Reflect.construct(ArrayBuffer, [bytes, { maxByteLength: 64 }]) as ResizableBuffer;

let a: number;
let b: number;
beforeEach(() => {
  [a, b] = posix.socketpair(posix.AF_UNIX, posix.SOCK_DGRAM);
});
afterEach(() => [a, b].forEach((fd) => posix.close(fd)));

type Call = (view: Uint8Array) => number;

const receivers: [string, Call][] = [
  ['recv', (view) => posix.recv(b, view)],
  ['tryRecv', (view) => posix.tryRecv(b, view)],
  ['recvWaiting', (view) => posix.recvWaiting(b, view)],
  ['recvfrom', (view) => posix.recvfrom(b, view).bytesReceived],
  ['tryRecvfrom', (view) => posix.tryRecvfrom(b, view)!.bytesReceived],
  ['tryRecvStamped', (view) => posix.tryRecvStamped(b, view)!.bytesReceived],
  ['read', (view) => posix.read(b, view)],
  ['recvmsg', (view) => posix.recvmsg(b, view).bytesReceived],
  ['recvmsg of several', (view) => posix.recvmsg(b, [view]).bytesReceived],
  ['tryRecvmsg', (view) => posix.tryRecvmsg(b, view)!.bytesReceived],
];
const senders: [string, Call][] = [
  ['send', (view) => posix.send(a, view)],
  ['trySend', (view) => posix.trySend(a, view)],
  ['write', (view) => posix.write(a, view)],
  ['sendmsg', (view) => posix.sendmsg(a, view)],
  ['sendmsg of several', (view) => posix.sendmsg(a, [view])],
  ['sendmmsg', (view) => posix.sendmmsg(a, [{ data: view }]) * view.byteLength],
];

const wide: [string, () => ArrayBufferView][] = [
  ['Float64Array', () => new Float64Array(2)],
  ['BigInt64Array', () => new BigInt64Array(2)],
  ['Int32Array', () => new Int32Array(4)],
  ['Uint16Array', () => new Uint16Array(8)],
  ['Uint8ClampedArray', () => new Uint8ClampedArray(16)],
];

describe.each(wide)('a %s', (_, make) => {
  it.each(receivers)('is filled with all bytes that it has room for by %s', (_name, receive) => {
    posix.send(a, Buffer.alloc(17, 1));
    const view = make();
    expect(receive(view as Uint8Array)).toBe(16);
    expect(Buffer.from(view.buffer)).toEqual(Buffer.alloc(16, 1));
  });

  it.each(senders)('is sent with all of its bytes by %s', (_name, send) => {
    expect(send(make() as Uint8Array)).toBe(16);
    expect(posix.recv(b, Buffer.alloc(20))).toBe(16);
  });
});

it('a view that tracks its buffer is as long as the buffer is now', () => {
  const memory = resizable(32);
  const view = new Uint8Array(memory, 8);
  memory.resize(20);
  posix.send(a, Buffer.alloc(40, 1));
  expect(posix.recv(b, view)).toBe(12);
});

it.each<[string, (view: unknown) => unknown]>([
  ['recv', (view) => posix.recv(b, view as Uint8Array)],
  ['send', (view) => posix.send(a, view as Uint8Array)],
  ['recv of a length', (view) => posix.recv(b, view as Uint8Array, 0, 8)],
])('%s refuses what is no typed array, and nothing is lost', (_, call) => {
  posix.send(a, Buffer.from('kept'));
  const memories = [new ArrayBuffer(8), new SharedArrayBuffer(8)];
  for (const value of [...memories, ...memories.map((memory) => new DataView(memory))])
    expect(thrownBy(() => call(value)).code).toBe('ERR_FDSET_INVALID_ARG_TYPE');
  expect(posix.recv(b, Buffer.alloc(9))).toBe(4);
});

const lost: [string, () => Uint8Array][] = [
  [
    'was transferred',
    () => {
      const view = new Uint8Array(16);
      structuredClone(view.buffer, { transfer: [view.buffer] });
      return view;
    },
  ],
  [
    'was shrunk',
    () => {
      const memory = resizable(32);
      const view = new Uint8Array(memory, 8, 16);
      memory.resize(10);
      return view;
    },
  ],
];

describe.each(lost)('a view whose buffer %s', (_, make) => {
  it.each([...receivers, ...senders])('is refused by %s', (_name, call) => {
    posix.send(a, Buffer.from('kept'));
    expect(thrownBy(() => call(make()))).toMatchObject({
      name: 'TypeError',
      code: 'ERR_FDSET_INVALID_ARG_TYPE',
      message: expect.stringContaining('must be a view of memory that is there') as string,
    });
    expect(posix.recv(b, Buffer.alloc(9))).toBe(4);
    expect(posix.tryRecv(b, Buffer.alloc(9))).toBe(-1);
  });

  it('is no path', () => {
    const error = thrownBy(() => posix.bind(a, { path: make() }));
    expect(error).toMatchObject({ code: 'ERR_FDSET_INVALID_ARG_TYPE' });
  });
});

it('an empty view is room for nothing and sends nothing', () => {
  posix.send(a, new Uint8Array(0));
  expect(posix.recv(b, new Uint8Array(0))).toBe(0);
  posix.sendmsg(a, [new Uint8Array(0)]);
  expect(posix.recv(b, Buffer.alloc(1))).toBe(0);
});

it('checkMemory refuses what is no view, and a DataView that was left behind', () => {
  const view = new DataView(new ArrayBuffer(8));
  posix.checkMemory(view, 'it');
  structuredClone(view.buffer, { transfer: [view.buffer] });
  for (const value of [view, null, 5, {}])
    expect(thrownBy(() => posix.checkMemory(value as DataView, 'it'))).toMatchObject({
      code: 'ERR_FDSET_INVALID_ARG_TYPE',
    });
});

it('checkMemory refuses to name a view by what is no string', () => {
  for (const what of [lost[0]?.[1](), Symbol('s'), undefined])
    expect(thrownBy(() => posix.checkMemory({} as never, what as never))).toMatchObject({
      code: 'ERR_FDSET_INVALID_ARG_TYPE',
      message: expect.stringMatching(/must be a string/),
    });
});
