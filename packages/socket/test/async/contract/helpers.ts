// Helpers of the contract suites.
import type { AsyncSocket } from '../../../src/async/index.js';

/** Receives `bytes`, or everything up to the end of the stream. */
export const collect = async (socket: AsyncSocket, bytes = Infinity): Promise<Buffer> => {
  const parts: Buffer[] = [];
  for (let left = bytes; left > 0;) {
    const part = await socket.recv(Math.min(left, 65536));
    if (part.length === 0) break;
    parts.push(part);
    left -= part.length;
  }
  return Buffer.concat(parts);
};

/** The error with which a promise rejects. */
export const rejectionOf = <T = Error & { code: string }>(promise: Promise<unknown>): Promise<T> =>
  promise.then(
    () => {
      throw new Error('expected a rejection');
    },
    (error: unknown) => error as T,
  );

/** Sends until the kernel takes no more. */
export const fillSendQueue = async (socket: AsyncSocket): Promise<number> => {
  const block = Buffer.alloc(65536, '.');
  for (let total = 0; ;) {
    const error = await socket.send(block, { timeoutMs: 1 }).then(
      () => null,
      (reason: unknown) => reason as { bytesSent: number },
    );
    total += error?.bytesSent ?? block.length;
    if (error !== null) return total;
  }
};
