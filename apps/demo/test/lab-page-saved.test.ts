// The list of saved runs over a storage like the browser's: names and texts, and a limit.
import { describe, expect, it } from 'vitest';
import type { RunStorage } from '../page/src/run/saved-runs.js';
import { deleteSaved, listSaved, openSaved, saveRun } from '../page/src/run/saved-runs.js';
import { recordAfter } from './helpers/lab-events.js';

function storageOf(room: number): RunStorage {
  const methods = {
    getItem(key: string): string | null {
      return Object.hasOwn(this, key) ? (this as unknown as Record<string, string>)[key]! : null;
    },
    setItem(key: string, value: string): void {
      if (value.length > room) throw new Error('QuotaExceededError');
      Object.assign(this, { [key]: value });
    },
    removeItem(key: string): void {
      Reflect.deleteProperty(this, key);
    },
  };
  return Object.create(methods) as RunStorage;
}

const first = { ...recordAfter(), name: 'the first' };
const second = {
  ...recordAfter(),
  id: 'r2',
  name: 'the second',
  startedAt: '2026-02-01T00:00:00.000Z',
};

describe('saved runs', () => {
  it('are listed with the newest first, opened unchanged and deleted', () => {
    const storage = storageOf(Infinity);
    expect([saveRun(storage, first), saveRun(storage, second)]).toEqual([true, true]);
    expect(listSaved(storage).map(({ name }) => name)).toEqual(['the second', 'the first']);
    expect(openSaved(storage, 'r1')).toEqual(first);
    deleteSaved(storage, 'r1');
    expect(listSaved(storage).map(({ name }) => name)).toEqual(['the second']);
    expect(openSaved(storage, 'r1')).toBe(null);
  });

  it('leave alone what something else has written', () => {
    const storage = storageOf(Infinity);
    storage.setItem('fdset-lab-language', 'zh');
    storage.setItem('fdset-lab-run:broken', '{"format":"fdset-lab-run"}');
    saveRun(storage, first);
    expect(listSaved(storage).map(({ id }) => id)).toEqual(['r1']);
    expect(storage.getItem('fdset-lab-language')).toBe('zh');
  });

  it('are refused where there is no room, or no storage', () => {
    expect(saveRun(storageOf(10), first)).toBe(false);
    expect(saveRun(null, first)).toBe(false);
    expect(listSaved(null)).toEqual([]);
  });
});
