// Makes a file elsewhere and then puts it into its place at once, so that a run that ends in the middle leaves the file as
// it was. A half-written addon would be newer than its sources, and packed.
import { copyFileSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** The file may be made on another file system, from which it cannot be renamed. */
function putInPlace(made, path) {
  const beside = `${path}.${process.pid}`;
  mkdirSync(dirname(path), { recursive: true });
  try {
    copyFileSync(made, beside);
    renameSync(beside, path);
  } finally {
    rmSync(beside, { force: true });
  }
}

/** `make(file, folder)` writes `file`; `folder` is for what else it needs, and is removed afterwards. */
export async function replaceWhole(path, make) {
  const folder = mkdtempSync(join(tmpdir(), 'fdset-prebuild-'));
  try {
    const made = join(folder, 'fdset.node');
    await make(made, folder);
    putInPlace(made, path);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
