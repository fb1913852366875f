// The file of a Unix socket by its absolute path. `process.chdir` changes the meaning of relative paths for the whole process,
// and another thread may call it at any time. bind-unix-path.ts makes such files, reclaim-unix-path.ts removes stale ones.
import { lstatSync, realpathSync, unlinkSync } from 'node:fs';
import type { BigIntStats } from 'node:fs';

const SLASH = '/'.charCodeAt(0);

/** A path that begins at the root, byte for byte. */
export type AbsolutePath = Buffer;

/** The absolute path of `path`, from the current directory. */
export const absolutePath = (path: string | Uint8Array): AbsolutePath => {
  const bytes = Buffer.from(path as Uint8Array);
  return bytes[0] === SLASH ? bytes : Buffer.concat([workingDirectory(), bytes]);
};

// This does not use process.cwd(), because workers cache it and it is decoded. If the directory was removed or cannot be read,
// the path stays relative: bind(2) then reports the error, and a file is compared before it is removed.
const workingDirectory = (): Buffer => {
  try {
    return Buffer.concat([realpathSync.native('.', 'buffer'), Buffer.from('/')]);
  } catch {
    return Buffer.alloc(0);
  }
};

/** The status of the file; null if there is none. */
export const statFile = (file: AbsolutePath): BigIntStats | null =>
  lstatSync(file, { bigint: true, throwIfNoEntry: false }) ?? null;

/** Whether two statuses are of the same file. */
export const isSameFile = (a: BigIntStats, b: BigIntStats): boolean =>
  a.dev === b.dev && a.ino === b.ino;

/** Removes the file, if it still exists. */
export const remove = (file: AbsolutePath): void => {
  try {
    unlinkSync(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
};
