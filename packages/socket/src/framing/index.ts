// Framing makes messages out of bytes that arrive in arbitrary pieces. Apart from readers and writers it knows no sockets.

// Framings
export { delimited } from './delimited.js';
export { fixedLength } from './fixed-length.js';
export { lengthPrefixed } from './length-prefixed.js';
export type { Endianness, LengthPrefixedOptions } from './length-prefixed.js';
export { lines } from './lines.js';
export type { LinesEncoding, LinesOptions, Newline } from './lines.js';
export { netstrings } from './netstrings.js';
export { varintPrefixed } from './varint-prefixed.js';
export type { Framing, IncomingFraming, OutgoingFraming } from './framing.js';
export type { FrameLimitOptions } from './max-bytes.js';

// Reading and writing
export { readFrames } from './read-frames.js';
export type { AsyncFrameReader, FrameReader, FrameState } from './read-frames.js';
export type { AsyncFrameSource, FrameSource } from './frame-source.js';
export { writeFrame } from './write-frame.js';
export type { FrameSink } from './write-frame.js';
export type { OperationOptions } from '../async/operation.js';

// Bytes without a socket
export { ByteQueue } from './byte-queue.js';
export type { ByteQueueOptions } from './byte-queue.js';
export { FrameDecoder } from './frame-decoder.js';

// Errors
export { FrameError } from './frame-error.js';
export type { FrameErrorCode } from './frame-error.js';
