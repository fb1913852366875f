// Why a file cannot be an addon that is loaded, found out before it is given to Node: a pipe would hold up the import for ever, a
// file that is cut off would kill the process, and for one that may not be read Node's error does not say what to do.
import { statSync } from 'node:fs';
import type { AddonRefusal } from './addon-unavailable.js';
import { isCutOff } from './cut-off.js';
import { readHead } from './read-head.js';

export interface FileFault {
  readonly reason: AddonRefusal;
  /** What is wrong with the file. */
  readonly because: string;
  /** What the user should do; undefined where that is to get another file. */
  readonly todo?: string;
  readonly cause?: unknown;
}

const missing: FileFault = { reason: 'missing', because: 'there is no such file.' };

const faults: Readonly<Record<string, FileFault>> = {
  ENOENT: missing,
  ENOTDIR: missing,
  EACCES: {
    reason: 'forbidden',
    because: 'this user may not read it.',
    todo: 'Make the file readable, and every folder above it searchable, or install the package as this user.',
  },
  ERR_ACCESS_DENIED: {
    reason: 'forbidden',
    because: 'the permission model keeps it from Node.',
    todo: 'Allow both: --allow-addons and --allow-fs-read for the folder of the file.',
  },
  ELOOP: { reason: 'failed', because: 'its symbolic links lead in a circle.' },
};

/** The fault of which an error of node:fs tells; undefined for an error that tells of none of these. */
export function faultOfError(cause: unknown): FileFault | undefined {
  const { code } = Object(cause) as { code?: unknown };
  const fault = typeof code === 'string' && Object.hasOwn(faults, code) ? faults[code] : undefined;
  return fault && { ...fault, cause };
}

/** What keeps the file at this absolute path from being loaded, or undefined. */
export function faultOfFile(path: string): FileFault | undefined {
  try {
    // An error costs more than `undefined`, and the first of the places is empty in every installed package.
    const stats = statSync(path, { throwIfNoEntry: false });
    if (stats === undefined) return missing;
    if (stats.isDirectory()) return { reason: 'failed', because: 'it is a directory.' };
    if (!stats.isFile())
      return { reason: 'failed', because: 'it is no file, but a pipe or device.' };
    const head = readHead(path);
    if (process.platform !== 'linux' || !isCutOff(head, stats.size)) return undefined;
    return { reason: 'failed', because: 'the file is cut off: install again, or copy it again.' };
  } catch (cause) {
    const { message } = cause as Error;
    return faultOfError(cause) ?? { reason: 'failed', because: message, cause };
  }
}
