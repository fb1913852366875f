// Node sends a worker thread's output through the event loop of its parent, so the output comes late, or is lost, when one
// of the two threads blocks. The functions here make workers write their output synchronously.
import { writeSync } from 'node:fs';
import type { Writable } from 'node:stream';

type Chunk = { readonly chunk: Buffer | string; readonly encoding: BufferEncoding };

const toBytes = (chunk: Buffer | string, encoding: BufferEncoding): Buffer =>
  typeof chunk === 'string' ? Buffer.from(chunk, encoding) : chunk;

const writeAll = (fd: number, bytes: Buffer): void => {
  for (let written = 0; written < bytes.length;) {
    try {
      written += writeSync(fd, bytes, written);
    } catch (error) {
      // A full non-blocking pipe has a reader that will come. Any other error means that nobody reads.
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') return;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
    }
  }
};

// Node uses these streams itself, so only their methods that write bytes are replaced.
const writeAtOnce = (stream: Writable, fd: number): void => {
  stream._write = (chunk: Buffer | string, encoding, done) => {
    writeAll(fd, toBytes(chunk, encoding));
    done();
  };
  stream._writev = (chunks: Chunk[], done) => {
    for (const { chunk, encoding } of chunks) writeAll(fd, toBytes(chunk, encoding));
    done();
  };
};

/** Makes `console`, `process.stdout` and `process.stderr` of this thread synchronous. */
export const useSynchronousConsole = (): void => {
  writeAtOnce(process.stdout, 1);
  writeAtOnce(process.stderr, 2);
};
