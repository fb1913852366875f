// The first bytes of a file, in which executables say what they are.
import { closeSync, openSync, readSync } from 'node:fs';

const HEAD_BYTES = 4096;

/** Up to 4096 bytes, fewer if the file has no more. */
export function readHead(path: string): Buffer {
  const fd = openSync(path, 'r');
  try {
    const head = Buffer.alloc(HEAD_BYTES);
    return head.subarray(0, readSync(fd, head, 0, HEAD_BYTES, 0));
  } finally {
    closeSync(fd);
  }
}
