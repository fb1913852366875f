// The upper case of the answers is that of Python's bytes.upper().
import { describe, expect, it } from 'vitest';
import { isWholeReply } from '../src/client/reply.js';
import { answerTo, upper } from '../src/upper.js';

describe('upper', () => {
  it('changes a-z and no other byte', () => {
    const all = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
    const expected = all.map((byte) => (byte >= 97 && byte <= 122 ? byte - 32 : byte));
    expect(upper(all)).toEqual(Buffer.from(expected));
  });

  it('leaves its argument alone', () => {
    const data = Buffer.from('hello');
    expect(answerTo(data).toString()).toBe('HELLO_SB');
    expect(data.toString()).toBe('hello');
  });
});

describe('isWholeReply', () => {
  it.each([
    ['hello', 'HELLO_SB', true],
    ['hello', 'HELLO', false],
    ['hello', 'HEL_SB', false],
    ['hello', 'HEL_SBLO_SB', true],
    ['hello', 'HEL_SBLO', false],
    ['_sb', '_SB', false],
    ['_sb', '_SB_SB', true],
    ['a_SBb', 'A_SB', false],
    ['a_SBb', 'A_SBB_SB', true],
  ])('of %s: %s is %s', (message, received, whole) => {
    expect(isWholeReply(Buffer.from(message), Buffer.from(received))).toBe(whole);
  });
});
