// Watches that end with their test.

import { onTestFinished } from 'vitest';

import { watch } from '../../src/index.js';
import type { FileObjectLike, Watch, WatchCallback } from '../../src/index.js';
import { turn } from './turns.js';

/** Watches until the test's end. */
export function watching<FileObject extends FileObjectLike>(
  fileobj: FileObject,
  events: number,
  callback: WatchCallback<FileObject>,
  options: Parameters<typeof watch>[3] = {},
): Watch {
  const made = watch(fileobj, events, callback, options);
  onTestFinished(() => made.stop());
  return made;
}

/** Two turns of the event loop: what is ready is told in the first. */
export async function turns(): Promise<void> {
  await turn();
  await turn();
}
