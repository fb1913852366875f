// Waiting for what only looking can tell. Without a limit of its own: what never comes ends the test by vitest's guard.
import { setTimeout } from 'node:timers/promises';

const LOOK_EVERY_MS = 5;

/** Looks until a condition holds. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await setTimeout(LOOK_EVERY_MS);
}
