// A worker's console goes through its parent's event loop, and is lost while either of the two blocks:
// a handler's print would come late or never. Here it is written at once.
import { Console } from 'node:console';
import { writeSync } from 'node:fs';
import { Writable } from 'node:stream';

const streamOf = (fd: number): Writable =>
  new Writable({
    decodeStrings: true,
    write(chunk: Buffer, _encoding, done) {
      writeAll(fd, chunk);
      done();
    },
  });

const writeAll = (fd: number, bytes: Buffer): void => {
  for (let written = 0; written < bytes.length;) {
    try {
      written += writeSync(fd, bytes, written);
    } catch (error) {
      // A non-blocking pipe that is full: its reader will come. Any other error has no reader.
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') return;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
    }
  }
};

/** Makes `console`, `process.stdout` and `process.stderr` of this thread synchronous. */
export const useSynchronousConsole = (): void => {
  const stdout = streamOf(1);
  const stderr = streamOf(2);
  Object.defineProperty(process, 'stdout', { value: stdout, configurable: true });
  Object.defineProperty(process, 'stderr', { value: stderr, configurable: true });
  globalThis.console = new Console({ stdout, stderr });
};
