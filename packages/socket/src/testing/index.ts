// Tests of what speaks a protocol over a stream, and of streams. It depends on no test runner.

// Streams without a descriptor
export { memoryPair } from './memory-pair.js';
export type { MemoryPairOptions, MemoryStream } from './memory-pair.js';

// Checking streams
export { checkStream, streamProperties } from './check-stream.js';
export { StreamCheckError } from './stream-property.js';
export type { CheckStreamOptions, MakePair, StreamProperty } from './stream-property.js';
export type { ByteStream } from './byte-stream.js';
export type { OperationOptions } from '../async/operation.js';
