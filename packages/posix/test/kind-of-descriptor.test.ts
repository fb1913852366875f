import { expect, it } from 'vitest';
import { kindOfDescriptor } from '../src/index.js';

// Such a value aborted the process on Node 20.
it('a value whose traps throw is the kind of no descriptor', () => {
  const strange = new Proxy(
    {},
    {
      get: () => {
        throw new Error('a trap');
      },
    },
  );
  expect(kindOfDescriptor(strange as never)).toBe('not open');
  expect(kindOfDescriptor(-1)).toBe('not open');
});
