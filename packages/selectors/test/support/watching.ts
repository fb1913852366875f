// Watches that end when their test ends.

import { onTestFinished } from 'vitest';

import { watch } from '../../src/index.js';
import type { FileObjectLike, Watch, WatchCallback } from '../../src/index.js';
import { turn } from './turns.js';

/** Watches until the test ends. */
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

/** Waits for two turns of the event loop. Callbacks for ready descriptors run in the first. */
export async function turns(): Promise<void> {
  await turn();
  await turn();
}
