// The run that is shown, live or saved, and the one that it is compared with.
import { batch, computed, signal } from '@preact/signals-core';
import type { LabEvent } from '../../../src/lab/protocol/lab-event.js';
import type { RunConfig } from '../../../src/lab/protocol/run-config.js';
import { RefusedError, startRun, stopRun } from '../api/lab-api.js';
import { readEvents } from '../api/run-events.js';
import { applyEvent, endRecord, startRecord } from '../run/apply-event.js';
import type { RunRecord } from '../run/run-record.js';
import { storage } from './preferences.js';

export const shown = signal<RunRecord | null>(null);
export const compared = signal<RunRecord | null>(null);
/** The run that the server makes now. */
export const liveId = signal<string | null>(null);
export const isStarting = signal(false);
export const refusal = signal<{ field: string | null; message: string } | null>(null);

export const isLive = computed(() => shown.value !== null && shown.value.id === liveId.value);

/** A page that is reloaded joins its run again. */
const REJOIN_KEY = 'fdset-lab-live';
const session = storage('sessionStorage');

let record: RunRecord | null = null;
let beganAt = 0;
let leave = (): void => {};

export async function start(config: RunConfig): Promise<void> {
  refusal.value = null;
  isStarting.value = true;
  try {
    const { runId } = await startRun(config);
    join(runId);
  } catch (error) {
    const field = error instanceof RefusedError ? error.field : null;
    refusal.value = { field, message: error instanceof Error ? error.message : String(error) };
  } finally {
    isStarting.value = false;
  }
}

export function rejoin(): void {
  const runId = session?.getItem(REJOIN_KEY) ?? null;
  if (runId !== null) join(runId);
}

export async function stop(): Promise<void> {
  if (liveId.value === null) return;
  try {
    await stopRun(liveId.value);
  } catch {
    // The stream of events tells that the lab has gone.
  }
}

/** Shows a saved run. One that is being made goes on, and is shown again by `showLive`. */
export function show(run: RunRecord): void {
  shown.value = run;
  if (compared.value?.id === run.id) compared.value = null;
}

export function showLive(): void {
  if (record !== null) show(record);
}

function join(runId: string): void {
  leave();
  record = null;
  session?.setItem(REJOIN_KEY, runId);
  leave = readEvents(
    runId,
    (event) => hear(runId, event),
    () => lose(),
  );
}

function hear(runId: string, event: LabEvent): void {
  if (event.kind === 'run-started') {
    beganAt = performance.now();
    record = startRecord({ ...event, runId });
    batch(() => {
      liveId.value = runId;
      compared.value = null;
      shown.value = record;
    });
    return;
  }
  if (record === null) return;
  update(applyEvent(record, event, performance.now() - beganAt));
  if (event.kind === 'run-ended') end();
}

function lose(): void {
  if (record !== null) update(endRecord(record, 'lost'));
  end();
}

function update(next: RunRecord): void {
  const isShown = shown.value?.id === next.id;
  record = isShown ? { ...next, name: shown.value?.name ?? '' } : next;
  if (isShown) shown.value = record;
}

function end(): void {
  liveId.value = null;
  session?.removeItem(REJOIN_KEY);
}
