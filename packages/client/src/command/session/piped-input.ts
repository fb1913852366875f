// The input of a session from a pipe or a file: its bytes as they are, read one chunk after the other.
import { fstatSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';

const STDIN = 0;

/** @throws an error with a code when nothing can be read from stdin */
export class PipedInput {
  /** A file tells its end; a pipe may be silent for hours. */
  readonly isFile: boolean;

  constructor() {
    // With bigint Node 20 does not resolve symbolic links of later modules wrongly, as it does after a plain stat of a pipe.
    const stat = fstatSync(STDIN, { bigint: true });
    // Node takes a directory for an empty file.
    if (stat.isDirectory()) throw unreadable('it is a directory', 'EISDIR');
    this.isFile = stat.isFile();
  }

  /** The next chunk is read when it is asked for. */
  async *chunks(): AsyncGenerator<Buffer, void> {
    try {
      yield* process.stdin as AsyncIterable<Buffer>;
    } catch (error) {
      const { message, code } = error as NodeJS.ErrnoException;
      throw unreadable(message, code);
    }
  }

  /** Resolves when `chunks` has given what a pipe holds, unless it gives more meanwhile. */
  async exhausted(): Promise<undefined> {
    await setImmediate();
    await setImmediate();
  }

  /** Lets the program end while a writer keeps the pipe open. */
  close(): void {
    process.stdin.destroy();
  }
}

const unreadable = (why: string, code = 'EIO'): Error =>
  Object.assign(new Error(`cannot read the input: ${why}`), { code });
