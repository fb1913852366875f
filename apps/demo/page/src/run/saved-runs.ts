// The saved runs, in the browser's storage: one entry for each, so that none has to be read to save another. Without storage
// (null) there are none.
import { parseRunFile } from './run-schema.js';
import type { RunRecord } from './run-record.js';

const PREFIX = 'fdset-lab-run:';

/** What is used of the browser's `Storage`; its own keys are those of the entries. */
export interface RunStorage {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

/** What the list shows; the run itself is read when it is opened. */
export interface SavedRun {
  readonly id: string;
  readonly name: string;
  readonly startedAt: string;
  readonly models: RunRecord['config']['models'];
}

/** The newest first. An entry that something else wrote is left alone, and not listed. */
export function listSaved(storage: RunStorage | null): SavedRun[] {
  return Object.keys(storage ?? {})
    .filter((key) => key.startsWith(PREFIX))
    .map((key) => openSaved(storage, key.slice(PREFIX.length)))
    .filter((run) => run !== null)
    .sort((a, b) => b.startedAt.localeCompare(a.startedAt))
    .map(({ id, name, startedAt, config }) => ({ id, name, startedAt, models: config.models }));
}

export function openSaved(storage: RunStorage | null, id: string): RunRecord | null {
  const parsed = parseRunFile(storage?.getItem(PREFIX + id) ?? '');
  return 'run' in parsed ? parsed.run : null;
}

/** False if the storage is full, or forbidden. */
export function saveRun(storage: RunStorage | null, run: RunRecord): boolean {
  if (storage === null) return false;
  try {
    storage.setItem(PREFIX + run.id, JSON.stringify(run));
    return true;
  } catch {
    return false;
  }
}

export function deleteSaved(storage: RunStorage | null, id: string): void {
  storage?.removeItem(PREFIX + id);
}
