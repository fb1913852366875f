import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { someOf } from '../../../../scripts/test/exhaustive.mjs';
import { lengthPrefixed } from '../../src/framing/index.js';
import type { LengthPrefixedOptions } from '../../src/framing/index.js';
import { decode, framingContract } from '../contract/framing-contract.js';
import { thrownBy } from '../support/sockets.js';

const kinds = ([1, 2, 4, 8] as const).flatMap((bytes) =>
  (['big', 'little'] as const).map((endianness) => ({ bytes, endianness })),
);
// Each number of bytes, by turns in both orders.
const some = kinds.filter((_kind, index) => [0, 3, 4, 7].includes(index));

for (const { bytes, endianness } of someOf(kinds, some))
  framingContract<Buffer, string | Uint8Array>({
    name: `lengthPrefixed by ${bytes} bytes, ${endianness}-endian`,
    create: (maxBytes) => lengthPrefixed({ bytes, endianness, maxBytes }),
    messages: fc.uint8Array({ maxLength: 12 }),
    values: fc.uint8Array({ maxLength: 300 }),
    read: (sent) => Buffer.from(sent),
    likelyBytes: '\0\0\0\x02',
    // The contract needs a message of a thousand bytes, which has no length of one byte.
    sized: bytes === 1 ? null : (size) => Buffer.alloc(size, 'x'),
    cutOff: 'truncated',
  });

describe('lengthPrefixed', () => {
  it('has 4 bytes, the most significant first, unless it is told', () => {
    const message = Buffer.alloc(0x0102, 'x');
    const header = (options?: LengthPrefixedOptions): number[] => [
      ...lengthPrefixed(options).encode(message).subarray(0, -message.length),
    ];
    expect(header()).toEqual([0, 0, 1, 2]);
    expect(header({ bytes: 2 })).toEqual([1, 2]);
    expect(header({ endianness: 'little' })).toEqual([2, 1, 0, 0]);
    expect(header({ bytes: 8, endianness: 'little' })).toEqual([2, 1, 0, 0, 0, 0, 0, 0]);
  });

  it('refuses a message that the length has no room for', () => {
    const framing = lengthPrefixed({ bytes: 1, maxBytes: Infinity });
    expect(framing.encode(Buffer.alloc(255))).toHaveLength(256);
    expect(thrownBy(() => framing.encode(Buffer.alloc(256)))).toMatchObject({
      code: 'ERR_FDSET_OUT_OF_RANGE',
    });
  });

  it('refuses a length that no Buffer has, whatever the limit', () => {
    for (const endianness of ['big', 'little'] as const) {
      const framing = lengthPrefixed({ bytes: 8, endianness, maxBytes: Infinity });
      const header = Buffer.alloc(8, 0xff);
      expect(decode(framing, [header]).error).toMatch(/^ERR_FDSET_FRAME_TOO_LARGE /);
    }
  });

  it.each([
    [{ bytes: 3 }, 'ERR_FDSET_OUT_OF_RANGE'],
    [{ bytes: '4' }, 'ERR_FDSET_INVALID_ARG_TYPE'],
    [{ endianness: 'BE' }, 'ERR_FDSET_OUT_OF_RANGE'],
    [{ endianness: true }, 'ERR_FDSET_INVALID_ARG_TYPE'],
    [{ endian: 'big' }, 'ERR_FDSET_UNKNOWN_OPTION'],
    [4, 'ERR_FDSET_INVALID_ARG_TYPE'],
  ])('refuses the options %j', (options, code) => {
    expect(thrownBy(() => lengthPrefixed(options as never))).toMatchObject({ code });
  });
});
