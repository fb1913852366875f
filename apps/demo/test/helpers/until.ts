// Waits for a condition that can only be polled. There is no limit here, because vitest's guard ends a test that hangs.
import { setTimeout } from 'node:timers/promises';

const LOOK_EVERY_MS = 20;

/** Waits until a condition holds. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await setTimeout(LOOK_EVERY_MS);
}
