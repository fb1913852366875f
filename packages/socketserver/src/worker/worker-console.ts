// A worker's output goes through its parent's event loop, and is lost while either of the two blocks: a
// handler's print would come late or never. Here it is written at once.
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
      // A non-blocking pipe that is full: its reader will come. Any other error has no reader.
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') return;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
    }
  }
};

// Node itself talks to these objects: only what they do with bytes is replaced.
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
