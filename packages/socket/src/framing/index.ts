// Framing: messages out of bytes that come as they like. It knows nothing of sockets.
export { ByteQueue } from './byte-queue.js';
export type { ByteQueueOptions } from './byte-queue.js';
