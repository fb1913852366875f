// The list of saved runs, as the page shows it.
import { signal } from '@preact/signals-core';
import type { RunRecord } from '../run/run-record.js';
import { parseRunFile } from '../run/run-schema.js';
import type { RunFile } from '../run/run-schema.js';
import { deleteSaved, listSaved, openSaved, saveRun } from '../run/saved-runs.js';
import { storage } from './preferences.js';
import { compared, show, shown } from './runs.js';

const local = storage('localStorage');

export const savedRuns = signal(listSaved(local));
/** What the page has to say about saving and opening. */
export const savedNotice = signal<
  | null
  | { readonly kind: 'saved' | 'storage-full' | 'gone' }
  | { readonly kind: 'bad-file'; readonly file: Exclude<RunFile, { run: RunRecord }> }
>(null);

export function save(run: RunRecord): void {
  const isSaved = saveRun(local, run);
  savedNotice.value = { kind: isSaved ? 'saved' : 'storage-full' };
  savedRuns.value = listSaved(local);
}

export function rename(run: RunRecord, name: string): void {
  const renamed = { ...run, name };
  if (shown.value?.id === run.id) shown.value = renamed;
}

export function openRun(id: string): void {
  withSaved(id, show);
}

export function compareWith(id: string): void {
  withSaved(id, (run) => {
    compared.value = run;
  });
}

export function remove(id: string): void {
  deleteSaved(local, id);
  savedNotice.value = null;
  savedRuns.value = listSaved(local);
}

/** Opens a file and shows its run. */
export async function openFile(file: File): Promise<void> {
  const parsed = parseRunFile(await file.text());
  if (!('run' in parsed)) {
    savedNotice.value = { kind: 'bad-file', file: parsed };
    return;
  }
  savedNotice.value = null;
  show(parsed.run);
}

function withSaved(id: string, use: (run: RunRecord) => void): void {
  const run = openSaved(local, id);
  savedNotice.value = run === null ? { kind: 'gone' } : null;
  if (run !== null) use(run);
}
