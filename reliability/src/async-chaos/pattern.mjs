// The bytes that are sent: parts of one block of random bytes, so that what arrives shows where it was.
import { mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Random } from '../chaos/random.mjs';

const PATTERN_BYTES = 1 << 20;
/** The most bytes of one send. */
export const MOST_BYTES = 256 * 1024;

const random = new Random(20261130);
const pattern = Buffer.from(Array.from({ length: PATTERN_BYTES }, () => random.below(256)));

/** Some bytes, and where in the pattern they are. */
export function somePart(chance, length) {
  const offset = chance.below(PATTERN_BYTES - length);
  return { offset, bytes: pattern.subarray(offset, offset + length) };
}

/** Most sizes are small, and each magnitude is as frequent as any other. */
export const someSize = (chance) => Math.max(1, Math.floor(MOST_BYTES ** chance.next()));

/** The pattern as an open file, which has no name. */
export function openPatternFile() {
  const folder = mkdtempSync(join(tmpdir(), 'fdset-chaos-'));
  const path = join(folder, 'pattern');
  writeFileSync(path, pattern);
  const fd = openSync(path);
  rmSync(folder, { recursive: true });
  return fd;
}
