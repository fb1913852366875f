import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { delimited } from '../../src/framing/index.js';
import { decode, framingContract } from '../contract/framing-contract.js';
import { thrownBy } from '../support/sockets.js';

// The last two can begin within themselves.
for (const delimiter of ['\0', '\r\n', 'aab', 'aa'])
  framingContract<Buffer, string | Uint8Array>({
    name: `delimited by ${JSON.stringify(delimiter)}`,
    create: (maxBytes) => delimited(delimiter, { maxBytes }),
    messages: fc.string({ unit: fc.constantFrom('x', 'y', 'é'), maxLength: 12 }),
    values: fc.string({ unit: fc.constantFrom('a', 'b', '\r', '\n', '\0'), maxLength: 6 }),
    read: (sent) => Buffer.from(sent),
    likelyBytes: `x${delimiter}`,
    sized: (bytes) => Buffer.alloc(bytes, 'x'),
    cutOff: 'truncated',
  });

describe('delimited', () => {
  it('has the first delimiter that ends', () => {
    expect(decode(delimited('aab'), [Buffer.from('aaabxaab')]).messages.map(String)).toEqual([
      'a',
      'x',
    ]);
  });

  it('keeps the delimiter that it was given', () => {
    const bytes = Buffer.from(';');
    const framing = delimited(bytes);
    bytes.fill('x');
    expect(decode(framing, [Buffer.from('axb;')]).messages.map(String)).toEqual(['axb']);
  });

  it('refuses what is no delimiter, and no message', () => {
    expect(thrownBy(() => delimited(''))).toMatchObject({ code: 'ERR_FDSET_OUT_OF_RANGE' });
    expect(thrownBy(() => delimited(0 as never))).toMatchObject({
      code: 'ERR_FDSET_INVALID_ARG_TYPE',
    });
    expect(thrownBy(() => delimited(';', { maxbytes: 1 } as never))).toMatchObject({
      code: 'ERR_FDSET_UNKNOWN_OPTION',
    });
    expect(thrownBy(() => delimited(';').encode(1 as never))).toMatchObject({
      code: 'ERR_FDSET_INVALID_ARG_TYPE',
    });
  });
});
