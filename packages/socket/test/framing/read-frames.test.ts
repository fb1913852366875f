import { describe, expect, expectTypeOf, it } from 'vitest';
import { fixedLength, lines, readFrames } from '../../src/framing/index.js';
import type { FrameReader } from '../../src/framing/index.js';
import { Socket } from '../../src/index.js';
import { ownedPair, thrownBy } from '../support/sockets.js';

describe('readFrames of a socket that blocks', () => {
  it('loses nothing when a loop is left, and closes nothing', () => {
    const [a, b] = ownedPair();
    a.sendall('1\n2\n3\n4');
    const reader = readFrames(b, lines());
    expectTypeOf(reader).toEqualTypeOf<FrameReader<string>>();
    for (const line of reader) {
      expect(line).toBe('1');
      break;
    }
    expect(reader.bufferedLength).toBe(5);
    expect(reader.read()).toBe('2');
    a.sendall('5\n');
    a.close();
    expect([...reader]).toEqual(['3', '45']);
    expect([reader.read(), reader.read(), [...reader]]).toEqual([undefined, undefined, []]);
    expect(b.fileno()).toBeGreaterThan(0);
  });

  it('goes on after an error of the socket, without a lost byte', () => {
    const [a, b] = ownedPair();
    b.setblocking(false);
    const reader = readFrames(b, lines());
    a.sendall('half');
    const wouldBlock = { name: 'BlockingIOError', code: 'EAGAIN' };
    expect(thrownBy(() => reader.read())).toMatchObject(wouldBlock);
    expect(thrownBy(() => [...reader])).toMatchObject(wouldBlock);
    a.sendall(' a line\n');
    expect(reader.read()).toBe('half a line');
  });

  it('changes the framing in the middle, by turns, and gives back what is left', () => {
    const [a, b] = ownedPair();
    const heads = readFrames(b, lines({ newline: '\r\n' }));
    const body = (size: number): string => String(heads.withFraming(fixedLength(size)).read());
    a.sendall('5\r\nhello3\r\nyou\r\nSTARTTLS\r\n\x16\x03\x01');
    expect([heads.read(), body(5), heads.read(), body(3)]).toEqual(['5', 'hello', '3', 'you']);
    expect([heads.read(), heads.read()]).toEqual(['', 'STARTTLS']);
    expect([...heads.takeBuffered()]).toEqual([0x16, 3, 1]);
    expect(heads.bufferedLength).toBe(0);
  });

  it('throws for a frame that is too large after those before it, and receives no more', () => {
    const [a, b] = ownedPair();
    a.sendall('ok\n12345678901\n');
    const reader = readFrames(b, lines({ maxBytes: 10 }));
    const read: string[] = [];
    const loop = (): void => {
      for (const line of reader) read.push(line);
    };
    const tooLarge = { name: 'FrameError', code: 'ERR_FDSET_FRAME_TOO_LARGE' };
    expect(thrownBy(loop)).toMatchObject(tooLarge);
    // It would block now if it received again.
    expect(thrownBy(() => reader.read())).toMatchObject(tooLarge);
    expect(read).toEqual(['ok']);
  });

  it('says that a frame was cut off, each time it is asked', () => {
    const [a, b] = ownedPair();
    a.sendall('abc');
    a.close();
    const reader = readFrames(b, fixedLength(4));
    for (let again = 0; again < 2; again++)
      expect(thrownBy(() => reader.read())).toMatchObject({ code: 'ERR_FDSET_FRAME_TRUNCATED' });
  });

  it('reads from anything that has a recv', () => {
    const chunks = ['a\nb', '', 'never'];
    const source = { recv: (): Buffer => Buffer.from(chunks.shift() as string) };
    expect([...readFrames(source, lines())]).toEqual(['a', 'b']);
    expect(chunks).toEqual(['never']);
  });

  it.each([[null], [undefined], ['text'], [{}], [Socket]])('refuses the source %o', (source) => {
    expect(thrownBy(() => readFrames(source as never, lines()))).toMatchObject({
      name: 'TypeError',
      code: 'ERR_FDSET_INVALID_ARG_TYPE',
    });
  });

  it('refuses a source that answers with no bytes', () => {
    const source = { recv: () => 'text' as never };
    return expect(readFrames(source, lines()).read()).rejects.toMatchObject({
      code: 'ERR_FDSET_INVALID_ARG_TYPE',
    });
  });
});
