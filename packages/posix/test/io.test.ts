import { openSync, closeSync, writeFileSync, readSync } from 'node:fs';
import * as posix from '@fdset/posix';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { tempPath } from './helpers/temp-path.js';
import { thrownBy } from './helpers/thrown-by.js';

interface ResizableBuffer extends ArrayBuffer {
  resize(bytes: number): void;
}

/** Node 20 has resizable buffers, but the type library of ES2023 has not. */
const resizable = (bytes: number, maxByteLength: number): ResizableBuffer =>
  Reflect.construct(ArrayBuffer, [bytes, { maxByteLength }]) as ResizableBuffer;

let a: number;
let b: number;
beforeEach(() => {
  [a, b] = posix.socketpair();
});
afterEach(() => [a, b].forEach((fd) => posix.close(fd)));

describe('bytes', () => {
  it('writes only into the part of the buffer that was named', () => {
    const buffer = Buffer.from('..........');
    posix.send(b, Buffer.from('hello'));
    expect(posix.recv(a, buffer, 2, 3)).toBe(3);
    expect(buffer.toString()).toBe('..hel.....');
  });

  it('sends only the part of the buffer that was named', () => {
    const buffer = Buffer.alloc(9);
    posix.send(b, Buffer.from('0123456789'), 4, 3);
    expect(buffer.toString('latin1', 0, posix.recv(a, buffer))).toBe('456');
  });

  it('honours the byte offset of a view and of a pooled Buffer', () => {
    const memory = new Uint8Array(16);
    posix.send(b, Buffer.from('ab'));
    posix.recv(a, memory.subarray(5, 8));
    expect([...memory.subarray(4, 8)]).toEqual([0, 97, 98, 0]);
  });

  it('D4: the plain call throws BlockingIOError, its try twin says -1', () => {
    posix.setNonblocking(a, true);
    expect(thrownBy(() => posix.recv(a, Buffer.alloc(1)))).toBeInstanceOf(posix.BlockingIOError);
    expect(posix.tryRecv(a, Buffer.alloc(1))).toBe(-1);
    while (posix.trySend(a, Buffer.alloc(65536)) > 0);
    expect(posix.trySend(a, Buffer.alloc(65536))).toBe(-1);
    expect(thrownBy(() => posix.send(a, Buffer.alloc(1)))).toBeInstanceOf(posix.BlockingIOError);
  });

  it('K1: sending to a closed peer is BrokenPipeError and no signal', () => {
    const [c, d] = posix.socketpair();
    posix.close(d);
    const error = thrownBy(() => posix.send(c, Buffer.from('x')));
    posix.close(c);
    expect(error).toBeInstanceOf(posix.BrokenPipeError);
    expect(error).toBeInstanceOf(posix.ConnectionError);
  });

  it('the end of the stream is 0', () => {
    posix.shutdown(b, posix.SHUT_WR);
    expect(posix.recv(a, Buffer.alloc(1))).toBe(0);
    expect(posix.tryRecv(a, Buffer.alloc(1))).toBe(0);
  });

  it('recvWaiting takes what is there, the end and errors too, on a descriptor of either mode', () => {
    const buffer = Buffer.alloc(9);
    for (const isNonblocking of [false, true]) {
      posix.setNonblocking(a, isNonblocking);
      posix.send(b, Buffer.from('there'));
      expect(buffer.toString('utf8', 0, posix.recvWaiting(a, buffer))).toBe('there');
    }
    expect(thrownBy(() => posix.recvWaiting(a, buffer, 0, 10)).code).toBe('ERR_FDSET_OUT_OF_RANGE');
    posix.shutdown(b, posix.SHUT_WR);
    expect(posix.recvWaiting(a, buffer)).toBe(0);
    expect(thrownBy(() => posix.recvWaiting(2 ** 30, buffer)).code).toBe('EBADF');
  });

  it('V21: a datagram from an unbound Unix socket has no address', () => {
    const path = tempPath('datagrams');
    const [server, client] = [0, 1].map(() => posix.socket(posix.AF_UNIX, posix.SOCK_DGRAM));
    posix.bind(server!, { path });
    posix.sendto(client!, Buffer.from('hi'), 0, 2, 0, { path });
    expect(posix.recvfrom(server!, Buffer.alloc(9))).toEqual({ bytesReceived: 2, address: null });
    expect(posix.tryRecvfrom(server!, Buffer.alloc(9))).toBeNull();
    [server!, client!].forEach(posix.close);
  });

  it('K9: sendfile copies from an offset, or from the position, which moves', () => {
    const file = tempPath('file');
    writeFileSync(file, 'position and offset');
    const fd = openSync(file, 'r');
    const buffer = Buffer.alloc(64);
    expect(posix.trySendfile(b, fd, 13, 100)).toBe(6);
    expect(buffer.toString('utf8', 0, posix.recv(a, buffer))).toBe('offset');
    expect(posix.sendfile(b, fd, null, 8)).toBe(8);
    expect(buffer.toString('utf8', 0, posix.recv(a, buffer))).toBe('position');
    expect(readSync(fd, buffer)).toBe(11);
    closeSync(fd);
  });

  it.each([
    ['an offset past the end', [Buffer.alloc(4), 5, 0]],
    ['a length past the end', [Buffer.alloc(4), 2, 3]],
    ['a negative offset', [Buffer.alloc(4), -1, 1]],
    ['a negative length', [Buffer.alloc(4), 0, -1]],
    ['NaN', [Buffer.alloc(4), 0, Number.NaN]],
  ])('%s is a RangeError and nothing is lost', (_, [buffer, offset, length]) => {
    posix.send(b, Buffer.from('kept'));
    const call = () => posix.recv(a, buffer as Buffer, offset as number, length as number);
    expect(thrownBy(call)).toMatchObject({ name: 'RangeError', code: 'ERR_FDSET_OUT_OF_RANGE' });
    expect(posix.recv(a, Buffer.alloc(9))).toBe(4);
  });

  it('a detached buffer is refused and nothing is lost', () => {
    const memory = new ArrayBuffer(64);
    const view = new Uint8Array(memory);
    structuredClone(memory, { transfer: [memory] });
    posix.send(b, Buffer.from('kept'));
    expect(thrownBy(() => posix.tryRecv(a, view)).code).toBe('ERR_FDSET_INVALID_ARG_TYPE');
    expect(thrownBy(() => posix.recv(a, view, 0, 64)).code).toBe('ERR_FDSET_OUT_OF_RANGE');
    expect(posix.recv(a, Buffer.alloc(9))).toBe(4);
  });

  it('a view that a shrunk buffer left behind is refused', () => {
    const memory = resizable(64, 128);
    const view = new Uint8Array(memory, 32, 32);
    memory.resize(16);
    posix.send(b, Buffer.from('kept'));
    expect(thrownBy(() => posix.recv(a, view, 0, 32)).code).toBe('ERR_FDSET_OUT_OF_RANGE');
  });

  it('a closed descriptor is EBADF, another kind of file ENOTSOCK', () => {
    const [r, w] = posix.pipe();
    expect(thrownBy(() => posix.recv(r, Buffer.alloc(1))).code).toBe('ENOTSOCK');
    posix.write(w, Buffer.from('x'));
    expect(posix.read(r, Buffer.alloc(2))).toBe(1);
    [r, w].forEach(posix.close);
    expect(thrownBy(() => posix.recv(r, Buffer.alloc(1))).code).toBe('EBADF');
  });
});

it('counts in bytes whatever the elements are, and refuses a mere heir of Uint8Array', () => {
  const wide = Object.setPrototypeOf(new Float64Array(2), Uint8Array.prototype) as Uint8Array;
  posix.send(a, Buffer.alloc(16, 1));
  expect(posix.tryRecv(b, wide, 0, 16)).toBe(16);
  expect(thrownBy(() => posix.tryRecv(b, wide, 0, 17)).code).toBe('ERR_FDSET_OUT_OF_RANGE');
  const heir = Object.create(Uint8Array.prototype) as Uint8Array;
  expect(thrownBy(() => posix.tryRecv(b, heir, 0, 0)).code).toBe('ERR_FDSET_INVALID_ARG_TYPE');
  expect(thrownBy(() => posix.trySend(b, heir, 0, 0)).code).toBe('ERR_FDSET_INVALID_ARG_TYPE');
});
