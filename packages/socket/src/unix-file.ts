// The file of a Unix socket, by a path that `process.chdir` does not change: it is process-wide, and
// another thread may call it at any time. bind-unix-path.ts makes such files, reclaim-unix-path.ts
// looks at those of others.
import { lstatSync, realpathSync, unlinkSync } from 'node:fs';
import type { BigIntStats } from 'node:fs';

const SLASH = '/'.charCodeAt(0);

/** A path that begins at the root, byte for byte. */
export type AbsolutePath = Buffer;

/** Where `path` leads to from the current directory. */
export const absolutePath = (path: string | Uint8Array): AbsolutePath => {
  const bytes = Buffer.from(path as Uint8Array);
  return bytes[0] === SLASH ? bytes : Buffer.concat([workingDirectory(), bytes]);
};

// Not process.cwd(): workers remember it, and it is decoded. Where the directory has gone or cannot be
// looked at, the path stays as it is: bind(2) has the error, and whoever removes a file compares it first.
const workingDirectory = (): Buffer => {
  try {
    return Buffer.concat([realpathSync.native('.', 'buffer'), Buffer.from('/')]);
  } catch {
    return Buffer.alloc(0);
  }
};

/** What is there; null for nothing. */
export const look = (file: AbsolutePath): BigIntStats | null =>
  lstatSync(file, { bigint: true, throwIfNoEntry: false }) ?? null;

/** Whether two looks saw one file. */
export const isSameFile = (a: BigIntStats, b: BigIntStats): boolean =>
  a.dev === b.dev && a.ino === b.ino;

/** Removes the file, if nobody else did so first. */
export const remove = (file: AbsolutePath): void => {
  try {
    unlinkSync(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
};
