// A reader's request to the sender, for a number of bytes after a delay; and the time that the sender writes into its message.

export interface Request {
  readonly delayMs: number;
  readonly bytes: number;
}

export const REQUEST_BYTES = 8;
const STAMP_BYTES = 8;
export const MAX_MESSAGE_BYTES = 1 << 20;

export function encodeRequest({ delayMs, bytes }: Request): Buffer {
  const request = Buffer.alloc(REQUEST_BYTES);
  request.writeUInt32LE(delayMs, 0);
  request.writeUInt32LE(bytes, 4);
  return request;
}

export function decodeRequest(request: Buffer): Request {
  return { delayMs: request.readUInt32LE(0), bytes: request.readUInt32LE(4) };
}

/** Writes the time of sending, by CLOCK_REALTIME in ns, into the beginning of a message. */
export function stampMessage(message: Buffer, atNs: bigint): void {
  if (message.length >= STAMP_BYTES) message.writeBigUInt64LE(atNs);
}

/** The time of sending that a message has. */
export function sentNs(message: Buffer): bigint {
  return message.readBigUInt64LE();
}
