// Framing makes messages out of bytes that arrive in arbitrary pieces. It does not depend on sockets.
export { ByteQueue } from './byte-queue.js';
export type { ByteQueueOptions } from './byte-queue.js';
