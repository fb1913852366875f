// A file to send or to pass.
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** Opens a fresh file with these contents, which is closed and removed when the running test ends. */
export const openFile = (contents: Buffer): number => {
  const directory = mkdtempSync(join(tmpdir(), 'fdset-async-'));
  writeFileSync(join(directory, 'file'), contents);
  const fd = openSync(join(directory, 'file'), 'r');
  onTestFinished(() => {
    closeSync(fd);
    rmSync(directory, { recursive: true });
  });
  return fd;
};
