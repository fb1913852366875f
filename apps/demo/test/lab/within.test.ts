// Patience with programs that say nothing.
import { describe, expect, it } from 'vitest';
import { within } from '../../src/lab/run/within.js';

const late = (): Error => new Error('it has said nothing');

describe('whoever waits within a time', () => {
  it('gets what comes, or how it failed', async () => {
    expect(await within(60_000, Promise.resolve(5), late)).toBe(5);
    await expect(within(60_000, Promise.reject(new Error('no')), late)).rejects.toThrow('no');
  });

  it('does not wait for what never comes', async () => {
    await expect(within(1, new Promise(() => {}), late)).rejects.toThrow('it has said nothing');
  });
});
