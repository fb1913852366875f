// The end of a program whose standard output cannot be written: a full disk, a terminal that has gone.
import { writeSync } from 'node:fs';

const STDERR = 2;

/** Says so in one line, and ends the process. */
export function endWithoutOutput({ code = 'EIO' }: NodeJS.ErrnoException): never {
  try {
    writeSync(STDERR, `fdset-demo: cannot write the output (${code})\n`);
  } catch {
    // That one is no better off.
  }
  process.exit(1);
}
