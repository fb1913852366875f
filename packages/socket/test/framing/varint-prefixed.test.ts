import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { varintPrefixed } from '../../src/framing/index.js';
import { decode, framingContract } from '../contract/framing-contract.js';

framingContract<Buffer, string | Uint8Array>({
  name: 'varintPrefixed()',
  create: (maxBytes) => varintPrefixed({ maxBytes }),
  messages: fc.uint8Array({ maxLength: 12 }),
  values: fc.uint8Array({ maxLength: 300 }),
  read: (sent) => Buffer.from(sent),
  likelyBytes: '\x80\x81\0\x02',
  sized: (bytes) => Buffer.alloc(bytes, 'x'),
  cutOff: 'truncated',
});

describe('varintPrefixed', () => {
  it.each([
    [0, [0]],
    [1, [1]],
    [127, [127]],
    // The example of the protobuf page is 150.
    [150, [0x96, 0x01]],
    [128 * 128, [0x80, 0x80, 0x01]],
  ])('writes the length %i as protobuf does', (length, varint) => {
    const frame = varintPrefixed().encode(Buffer.alloc(length));
    expect([...frame.subarray(0, frame.length - length)]).toEqual(varint);
  });

  it('reads a varint that is longer than it need be, of 10 bytes at most', () => {
    const padded = [0x82, ...Array.from({ length: 8 }, () => 0x80), 0];
    expect(decode(varintPrefixed(), [Buffer.from([...padded, 7, 8])]).messages).toEqual([
      Buffer.of(7, 8),
    ]);
    const endless = decode(varintPrefixed(), [Buffer.alloc(10, 0x80)]);
    expect(endless.error).toMatch(/^ERR_FDSET_FRAME_MALFORMED .*more than 10 bytes$/);
  });

  it('refuses a length of 64 bits, whatever the limit', () => {
    const most = Buffer.from([...Array.from({ length: 9 }, () => 0xff), 1]);
    const { error } = decode(varintPrefixed({ maxBytes: Infinity }), [most]);
    expect(error).toMatch(/^ERR_FDSET_FRAME_TOO_LARGE /);
  });
});
