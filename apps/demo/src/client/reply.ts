// Finds the end of an answer. The document's client takes one recv(1024) as the answer, which is right for short lines. The answer
// to a longer line comes in parts, each with its own _SB, and TCP does not keep the boundaries between them.
import { SUFFIX, upper } from '../upper.js';

/** Whether `received` is the message in upper case, in any number of parts, and ends with `_SB`. */
export function isWholeReply(message: Uint8Array, received: Buffer): boolean {
  if (received.length < message.length + SUFFIX.length) return false;
  if (!received.subarray(-SUFFIX.length).equals(SUFFIX)) return false;
  return bytesOutsideSuffixes(received) >= bytesOutsideSuffixes(upper(message));
}

/** A message may contain `_SB` itself, so both sides are compared without it. */
function bytesOutsideSuffixes(bytes: Buffer): number {
  let count = bytes.length;
  for (let at = bytes.indexOf(SUFFIX); at !== -1; at = bytes.indexOf(SUFFIX, at + SUFFIX.length)) {
    count -= SUFFIX.length;
  }
  return count;
}
