import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lines } from '../../src/framing/index.js';
import type { LinesOptions } from '../../src/framing/index.js';
import { decode, framingContract } from '../contract/framing-contract.js';
import { ownedPair, thrownBy } from '../support/sockets.js';

const kinds: [string, LinesOptions][] = [
  ['lines()', {}],
  ["lines with newline '\\r\\n'", { newline: '\r\n' }],
  ["lines with newline 'any'", { newline: 'any' }],
  ['lines in latin1', { encoding: 'latin1' }],
];

for (const [name, options] of kinds)
  framingContract<string, string>({
    name,
    create: (maxBytes) => lines({ ...options, maxBytes }),
    messages: fc.string({ unit: fc.constantFrom('a', 'é', ' ', '\0'), maxLength: 12 }),
    values: fc.string({ unit: fc.constantFrom('a', '\r', '\n', '\u010a', '\u0101'), maxLength: 6 }),
    read: (sent) => sent,
    likelyBytes: 'a\r\n',
    sized: (bytes) => 'x'.repeat(bytes),
    cutOff: 'read',
  });

const read = (text: string, options?: LinesOptions): string[] =>
  decode(lines(options), [Buffer.from(text, 'latin1')]).messages;

describe('lines', () => {
  it('end with exactly the newline, or with both', () => {
    expect(read('a\r\nb\nc')).toEqual(['a\r', 'b', 'c']);
    expect(read('a\r\nb\nc\r', { newline: '\r\n' })).toEqual(['a', 'b\nc\r']);
    expect(read('a\r\nb\n\rc\r\r\n', { newline: 'any' })).toEqual(['a', 'b', '\rc\r']);
    expect(lines({ newline: 'any' }).encode('a').toString()).toBe('a\n');
  });

  it('include empty ones, but none behind the last newline', () => {
    expect(read('\n\na\n')).toEqual(['', '', 'a']);
  });

  it('are text: bytes that are no UTF-8 become U+FFFD, and latin1 has a character for each', () => {
    expect(read('\xff\n')).toEqual(['\ufffd']);
    expect(read('\xff\n', { encoding: 'latin1' })).toEqual(['\xff']);
  });

  it('refuses a line that has a newline in it, or more than the encoding has', () => {
    const rangeError = { name: 'RangeError', code: 'ERR_FDSET_OUT_OF_RANGE' };
    for (const [options, line] of [
      [{}, 'a\nb'],
      [{ newline: '\r\n' }, 'a\r\nb'],
      [{ newline: 'any' }, 'a\r'],
      // The low byte of this character is a newline.
      [{ encoding: 'latin1' }, 'a\u010ab'],
    ] as const)
      expect(thrownBy(() => lines(options).encode(line))).toMatchObject(rangeError);
    expect(thrownBy(() => lines().encode(Buffer.from('a') as never))).toMatchObject({
      name: 'TypeError',
      code: 'ERR_FDSET_INVALID_ARG_TYPE',
    });
  });

  it('refuses a last line that is too long, too', () => {
    const framing = lines({ maxBytes: 3, newline: '\r\n' });
    expect(decode(framing, [Buffer.from('abc')])).toEqual({ messages: ['abc'], error: null });
    expect(decode(framing, [Buffer.from('abcd')]).error).toMatch(/^ERR_FDSET_FRAME_TOO_LARGE /);
  });

  it('are read from a socket that is the first argument', () => {
    const [a, b] = ownedPair();
    a.sendall('one\r\ntwo\r\n');
    a.close();
    expect([...lines(b, { newline: '\r\n', maxBytes: 3 })]).toEqual(['one', 'two']);
  });

  it.each([
    [{ newline: '\r' }, 'RangeError', 'ERR_FDSET_OUT_OF_RANGE'],
    [{ newline: 10 }, 'TypeError', 'ERR_FDSET_INVALID_ARG_TYPE'],
    [{ encoding: 'utf16le' }, 'RangeError', 'ERR_FDSET_OUT_OF_RANGE'],
    [{ maxBytes: 0 }, 'RangeError', 'ERR_FDSET_OUT_OF_RANGE'],
    [{ maxBytes: '1' }, 'TypeError', 'ERR_FDSET_INVALID_ARG_TYPE'],
    [{ maxByte: 1 }, 'TypeError', 'ERR_FDSET_UNKNOWN_OPTION'],
    [null, 'TypeError', 'ERR_FDSET_INVALID_ARG_TYPE'],
    ['\n', 'TypeError', 'ERR_FDSET_INVALID_ARG_TYPE'],
  ])('refuses the options %j', (options, name, code) => {
    expect(thrownBy(() => lines(options as never))).toMatchObject({ name, code });
  });
});
