// `rfile` and `wfile` treat their arguments as Python's files do, and never silently take them for something else.
import { inspect } from 'node:util';
import { runInNewContext } from 'node:vm';
import { socketpair } from '@fdset/socket';
import type { Socket } from '@fdset/socket';
import { expect, it, onTestFinished } from 'vitest';
import { DatagramRequestHandler, StreamRequestHandler } from '@fdset/socketserver';
import { thrownBy } from '../support/servers.js';

const server = { serverAddress: { path: '' }, context: undefined };

type Handlers = new (
  ...of: ConstructorParameters<typeof StreamRequestHandler>
) => StreamRequestHandler;

const opened = (
  Handler: Handlers = StreamRequestHandler,
): { handler: StreamRequestHandler; peer: Socket } => {
  const [request, peer] = socketpair();
  onTestFinished(() => {
    request.close();
    peer.close();
  });
  const handler = new Handler(request, null, server);
  void handler.setup();
  return { handler, peer };
};

/** The `rfile` of a handler whose client has sent these words and no more. */
const reading = (words: string, Handler?: Handlers) => {
  const { handler, peer } = opened(Handler);
  peer.sendall(words);
  peer.close();
  return handler.rfile;
};

const packet = (words: string) => {
  const handler = new DatagramRequestHandler(
    [Buffer.from(words), null as never, false],
    null,
    server,
  );
  void handler.setup();
  return handler.rfile;
};

const loose = <T>(value: unknown): T => value as T;

class Unbuffered extends StreamRequestHandler {
  static override readonly rbufsize = 0;
}
class Collecting extends StreamRequestHandler {
  static override readonly wbufsize = -1;
}

it.each([[-1], [null], [undefined], [Infinity]])('a size of %s is no limit', (size) => {
  expect(String(reading('abc\ndef\n').read(size))).toBe('abc\ndef\n');
  expect(String(reading('abc\ndef\n').readline(size))).toBe('abc\n');
  expect(String(reading('abc\ndef\n', Unbuffered).read1(size))).toBe('abc\ndef\n');
  expect(String(packet('abc\ndef\n').read1(size))).toBe('abc\ndef\n');
  expect(reading('abc\ndef\n').readlines(size).map(String)).toEqual(['abc\n', 'def\n']);
});

it('readlines(hint) begins no further line once it has so many bytes', () => {
  const rfile = reading('abc\ndef\nghi\n');
  expect(rfile.readlines(5).map(String)).toEqual(['abc\n', 'def\n']);
  expect(rfile.readlines(0).map(String)).toEqual(['ghi\n']);
});

it('a size of 0 is nothing, and not the end', () => {
  const rfile = reading('abc', Unbuffered);
  expect([rfile.read(0), rfile.read1(0), rfile.readline(0)].map(String)).toEqual(['', '', '']);
  expect(String(rfile.read())).toBe('abc');
});

it.each([
  ['5', 'INVALID_ARG_TYPE'],
  [5n, 'INVALID_ARG_TYPE'],
  [{ valueOf: (): number => 5 }, 'INVALID_ARG_TYPE'],
  [Symbol('five'), 'INVALID_ARG_TYPE'],
  [NaN, 'OUT_OF_RANGE'],
  [2.5, 'OUT_OF_RANGE'],
  [-2, 'OUT_OF_RANGE'],
])('a size of %o is refused, and takes nothing', (size, code) => {
  const rfile = reading('abc\n');
  for (const name of ['read', 'read1', 'readline', 'readlines'] as const)
    expect(thrownBy(() => rfile[name](loose(size)))).toMatchObject({ code: `ERR_FDSET_${code}` });
  expect(String(rfile.read())).toBe('abc\n');
});

it('what was read before a time-out is read again', () => {
  const { handler, peer } = opened();
  handler.request.settimeout(0);
  peer.sendall('ab');
  expect(thrownBy(() => handler.rfile.read(4))).toMatchObject({ code: 'EAGAIN' });
  peer.sendall('c\nd');
  expect(String(handler.rfile.readline())).toBe('abc\n');
  expect(thrownBy(() => handler.rfile.readline())).toMatchObject({ code: 'EAGAIN' });
  expect(String(handler.rfile.read1())).toBe('d');
});

it('a closed rfile refuses a size of 0 as well', () => {
  const rfile = reading('abc');
  rfile.close();
  expect(thrownBy(() => rfile.read(0))).toMatchObject({ code: 'ERR_FDSET_CLOSED' });
  expect(thrownBy(() => rfile.readline(0))).toMatchObject({ code: 'ERR_FDSET_CLOSED' });
});

const memory = new Uint8Array([0, 1, 2, 0xff, 4, 5, 6, 7, 8]).buffer;
const views = [
  new Uint16Array(memory, 2, 2),
  new DataView(memory, 1, 3),
  new Int8Array(memory, 3),
  Buffer.from(memory, 2),
  runInNewContext('new Uint8Array([7, 8])') as Uint8Array,
  runInNewContext('new Uint32Array([7, 0x01020304])') as Uint32Array,
];

it.each(views.map((view) => [view.constructor.name, view] as const))(
  'the bytes of a %s are sent as they are in memory',
  (_, view) => {
    for (const Handler of [StreamRequestHandler, Collecting] as Handlers[]) {
      const { handler, peer } = opened(Handler);
      const bytes = Buffer.from(view.buffer, view.byteOffset, view.byteLength);
      expect(handler.wfile.write(view)).toBe(bytes.length);
      handler.wfile.flush();
      expect(peer.recv(64)).toEqual(bytes);
    }
  },
);

it('what waits for flush is a copy', () => {
  const { handler, peer } = opened(Collecting);
  const bytes = new Uint8Array([1, 2]);
  handler.wfile.write(bytes);
  bytes.fill(9);
  handler.wfile.flush();
  expect(peer.recv(8)).toEqual(Buffer.from([1, 2]));
});

const noBytes: unknown[] = [
  [1, 2, 300],
  { length: 3 },
  { type: 'Buffer', data: [65] },
  { valueOf: () => 'x' },
  new String('x'),
  memory,
  new Float64Array(memory, 0, 1),
  7,
  null,
  undefined,
];

it.each(noBytes.map((value) => [value]))('write(%o) is a TypeError, and sends nothing', (value) => {
  const { handler, peer } = opened();
  expect(thrownBy(() => handler.wfile.write(loose(value)))).toMatchObject({
    code: 'ERR_FDSET_INVALID_ARG_TYPE',
  });
  peer.settimeout(0);
  expect(thrownBy(() => peer.recv(1))).toMatchObject({ code: 'EAGAIN' });
});

it.each([NaN, '8192', 1.5])('a buffer of %o bytes is refused', (size) => {
  class Reads extends StreamRequestHandler {
    static override readonly rbufsize = size as number;
  }
  class Writes extends StreamRequestHandler {
    static override readonly wbufsize = size as number;
  }
  for (const Odd of [Reads, Writes])
    expect(thrownBy(() => opened(Odd))).toMatchObject({
      code: expect.stringMatching(/INVALID_ARG_TYPE|OUT_OF_RANGE/) as unknown,
    });
});

it('inspect of the files shows whether they are open, and what they hold', () => {
  const { handler, peer } = opened(Collecting);
  peer.sendall('abc\ndef\n');
  handler.rfile.readline();
  handler.wfile.write('12345');
  expect(inspect(handler.rfile)).toBe('RequestReader { open buffered=4 }');
  expect(inspect(handler.wfile)).toBe('RequestWriter { open buffered=5 }');
  void handler.finish();
  expect(String(handler.rfile)).toBe('RequestReader { closed }');
  expect(String(handler.wfile)).toBe('RequestWriter { closed }');
});

it.each<[string, (of: ArrayBuffer) => NodeJS.ArrayBufferView]>([
  ['Buffer', (of) => Buffer.from(of)],
  ['Uint8Array', (of) => new Uint8Array(of)],
  ['DataView', (of) => new DataView(of)],
])('a %s whose memory was transferred is refused, and one that is empty is nothing', (_, view) => {
  const { handler, peer } = opened();
  const gone = new ArrayBuffer(16);
  const lost = view(gone);
  structuredClone(gone, { transfer: [gone] });
  expect(thrownBy(() => handler.wfile.write(lost))).toMatchObject({
    code: 'ERR_FDSET_INVALID_ARG_TYPE',
  });
  expect(handler.wfile.write(view(new ArrayBuffer(0)))).toBe(0);
  expect(peer.tryRecv(1)).toBe(null);
});
