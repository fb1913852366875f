import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { netstrings } from '../../src/framing/index.js';
import { decode, framingContract } from '../contract/framing-contract.js';

framingContract<Buffer, string | Uint8Array>({
  name: 'netstrings()',
  create: (maxBytes) => netstrings({ maxBytes }),
  messages: fc.uint8Array({ maxLength: 12 }),
  values: fc.uint8Array({ maxLength: 12 }),
  read: (sent) => Buffer.from(sent),
  likelyBytes: '0123:,',
  sized: (bytes) => Buffer.alloc(bytes, 'x'),
  cutOff: 'truncated',
});

describe('netstrings', () => {
  it('are written and read as their page has them', () => {
    expect(netstrings().encode('hello world!').toString()).toBe('12:hello world!,');
    expect(netstrings().encode('').toString()).toBe('0:,');
    expect(decode(netstrings(), [Buffer.from('0:,3:a,b,')]).messages.map(String)).toEqual([
      '',
      'a,b',
    ]);
  });

  it.each([
    ['a', 'it begins with no length and colon'],
    [':', 'it begins with no length and colon'],
    ['-1:a,', 'it begins with no length and colon'],
    ['1 :a,', 'it begins with no length and colon'],
    ['01:a,', 'its length begins with a zero'],
    ['1:ab,', 'no "," after 3 bytes'],
  ])('refuse %j', (text, why) => {
    expect(decode(netstrings(), [Buffer.from(text)])).toEqual({
      messages: [],
      error: `ERR_FDSET_FRAME_MALFORMED this is no netstring: ${why}`,
    });
  });

  it('refuse a length as soon as its digits are too many', () => {
    const { error } = decode(netstrings({ maxBytes: 99 }), [Buffer.from('100')]);
    expect(error).toMatch(/^ERR_FDSET_FRAME_TOO_LARGE /);
  });
});
