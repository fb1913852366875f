import { closeSync, openSync, readSync, writeFileSync, writeSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { createHash, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { pipe } from '@fdset/posix';
import { describe, expect, it, onTestFinished } from 'vitest';
import { AF_UNIX, SOCK_DGRAM } from '../../src/index.js';
import type { PartialSendError } from '../../src/index.js';
import { freshDirectory, owned, ownedPair, ownedTcpPair, thrownBy } from '../support/sockets.js';
import { startPeer } from '../support/peer.js';

const openFile = (content: Uint8Array | string): number => {
  const path = join(freshDirectory(), 'file');
  writeFileSync(path, content);
  const fd = openSync(path, 'r');
  onTestFinished(() => closeSync(fd));
  return fd;
};

const sha256 = (data: Uint8Array): string => createHash('sha256').update(data).digest('hex');

/** Reads one byte at the file's position and returns it. */
const nextByte = (fd: number): string => {
  const byte = Buffer.alloc(1);
  return byte.toString('latin1', 0, readSync(fd, byte, 0, 1, null));
};

describe('sendfile', () => {
  it('K9: sends a whole file over TCP', async () => {
    const content = randomBytes(6 << 20);
    const { client, server } = ownedTcpPair();
    const peer = await startPeer('drain', server);
    expect(client.sendfile(openFile(content))).toBe(content.length);
    client.close();
    expect(await peer.result).toEqual({ length: content.length, hash: sha256(content) });
  });

  it('K9: starts at the file position and moves it by what was sent', () => {
    const fd = openFile('0123456789');
    const [a, b] = ownedPair();
    expect(nextByte(fd)).toBe('0');
    expect(a.sendfile(fd, null, 4)).toBe(4);
    expect(b.recv(100).toString()).toBe('1234');
    expect(nextByte(fd)).toBe('5');
    expect(a.sendfile(fd)).toBe(4);
    expect(b.recv(100).toString()).toBe('6789');
    expect(a.sendfile(fd)).toBe(0);
  });

  it('K9: an offset reads there and leaves the position alone', () => {
    const fd = openFile('0123456789');
    const [a, b] = ownedPair();
    expect(a.sendfile(fd, 7)).toBe(3);
    expect(a.sendfile(fd, 2, 3)).toBe(3);
    expect(b.recv(100).toString()).toBe('789234');
    expect(nextByte(fd)).toBe('0');
    expect(a.sendfile(fd, 10)).toBe(0);
    expect(a.sendfile(fd, 1000)).toBe(0);
  });

  it('takes a FileHandle', async () => {
    const path = join(freshDirectory(), 'file');
    writeFileSync(path, 'by handle');
    const handle = await open(path);
    onTestFinished(() => handle.close());
    const [a, b] = ownedPair();
    expect(a.sendfile(handle)).toBe(9);
    expect(b.recv(100).toString()).toBe('by handle');
  });

  it('K9: reads and sends what the kernel refuses, such as a pipe', async () => {
    const [readEnd, writeEnd] = pipe();
    onTestFinished(() => closeSync(readEnd));
    const [a, b] = ownedPair();
    writeSync(writeEnd, 'through a pipe');
    expect(a.sendfile(readEnd, null, 7)).toBe(7);
    expect(b.recv(100).toString()).toBe('through');
    closeSync(writeEnd);
    expect(a.sendfile(readEnd)).toBe(7);
    expect(b.recv(100).toString()).toBe(' a pipe');
  });

  it('K9: the timeout bounds the whole call, in both ways of sending', () => {
    const [readEnd, writeEnd] = pipe();
    onTestFinished(() => {
      closeSync(readEnd);
      closeSync(writeEnd);
    });
    const file = openFile(Buffer.alloc(16 << 20));
    for (const fd of [file, readEnd]) {
      const [a, b] = ownedPair();
      a.settimeout(30);
      if (fd === readEnd) writeSync(writeEnd, 'some');
      const startedAt = performance.now();
      const error = thrownBy<PartialSendError>(() => a.sendfile(fd));
      expect(performance.now() - startedAt).toBeGreaterThanOrEqual(30);
      expect(error.message).toBe('sendfile timed out after 30 ms');
      let arrived = 0;
      for (let data = b.tryRecv(65536); data !== null; data = b.tryRecv(65536))
        arrived += data.length;
      expect(arrived).toBe(error.bytesSent);
      expect(arrived).toBeGreaterThan(0);
    }
  });

  it('K9: a timeout leaves the file position at what was sent', () => {
    const content = randomBytes(8 << 20);
    const fd = openFile(content);
    const [a] = ownedPair();
    a.settimeout(20);
    const { bytesSent } = thrownBy<PartialSendError>(() => a.sendfile(fd));
    const rest = Buffer.alloc(16);
    readSync(fd, rest, 0, 16, null);
    expect(rest).toEqual(content.subarray(bytesSent, bytesSent + 16));
  });

  it('reports a peer that is gone', () => {
    const [a, b] = ownedPair();
    b.close();
    expect(thrownBy(() => a.sendfile(openFile('x')))).toMatchObject({
      code: 'EPIPE',
      bytesSent: 0,
    });
  });

  it('refuses sockets, files and ranges that are none', () => {
    const fd = openFile('x');
    const [datagram] = ownedPair(AF_UNIX, SOCK_DGRAM);
    expect(thrownBy(() => datagram.sendfile(fd)).code).toBe('ERR_FDSET_UNSUPPORTED');
    const [a] = ownedPair();
    for (const bad of [0, -1, 1.5]) expect(() => a.sendfile(fd, 0, bad)).toThrow(RangeError);
    expect(() => a.sendfile(fd, -1)).toThrow(RangeError);
    expect(() => a.sendfile(fd, '0' as never)).toThrow(TypeError);
    expect(() => a.sendfile('file' as never)).toThrow(TypeError);
    a.setblocking(false);
    expect(thrownBy(() => a.sendfile(fd)).code).toBe('ERR_FDSET_UNSUPPORTED');
    owned(a);
  });
});
