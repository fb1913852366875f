// What the lab says about itself and its machine, asked once.
import { signal } from '@preact/signals-core';
import type { LabInfo } from '../../../src/lab/protocol/lab-info.js';
import { askInfo } from '../api/lab-api.js';

export const info = signal<LabInfo | null>(null);
export const infoFailure = signal<string | null>(null);

export async function loadInfo(): Promise<void> {
  try {
    info.value = await askInfo();
  } catch (error) {
    infoFailure.value = error instanceof Error ? error.message : String(error);
  }
}
