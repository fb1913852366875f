import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fixedLength } from '../../src/framing/index.js';
import { framingContract } from '../contract/framing-contract.js';
import { thrownBy } from '../support/sockets.js';

for (const size of [1, 5])
  framingContract<Buffer, string | Uint8Array>({
    name: `fixedLength(${size})`,
    create: () => fixedLength(size),
    messages: fc.uint8Array({ minLength: size, maxLength: size }),
    values: fc.uint8Array({ maxLength: 8 }),
    read: (sent) => Buffer.from(sent),
    likelyBytes: 'x',
    sized: null,
    cutOff: 'truncated',
  });

describe('fixedLength', () => {
  it.each([
    [0, 'RangeError'],
    [1.5, 'RangeError'],
    [Infinity, 'RangeError'],
    ['1', 'TypeError'],
  ])('refuses the size %j', (size, name) => {
    expect(thrownBy(() => fixedLength(size as number)).name).toBe(name);
  });
});
