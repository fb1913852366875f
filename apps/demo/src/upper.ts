// The answer of every server here: the document's `data.upper() + b'_SB'`. It works on bytes, as Python's bytes.upper(): only a-z
// change, so UTF-8 that recv(1024) has cut in two stays intact.

/** The suffix that the servers append to each answered chunk. */
export const SUFFIX = Buffer.from('_SB');

const LOWER_A = 0x61;
const LOWER_Z = 0x7a;
const CASE_BIT = 0x20;

/** Returns a copy of `data` with the ASCII letters a-z in upper case and every other byte as it was. */
export function upper(data: Uint8Array): Buffer {
  const result = Buffer.from(data);
  for (let i = 0; i < result.length; i += 1) {
    const byte = result[i]!;
    if (byte >= LOWER_A && byte <= LOWER_Z) result[i] = byte & ~CASE_BIT;
  }
  return result;
}

/** Returns the answer to one received chunk: upper case, then `_SB`. */
export function answerTo(data: Uint8Array): Buffer {
  return Buffer.concat([upper(data), SUFFIX]);
}
