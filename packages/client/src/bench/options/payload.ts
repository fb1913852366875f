// What is sent: a text, a file, or so many letters.
import { readFileSync } from 'node:fs';
import { showValue } from '@fdset/posix';
import { parseBytes } from './quantities.js';
import { UsageError } from '../../command/usage-error.js';

const DEFAULT_BYTES = 64;

/** @throws {UsageError} */
export function choosePayload(text: string | undefined, size: string | undefined): Buffer {
  if (text === undefined)
    return letters(size === undefined ? DEFAULT_BYTES : parseBytes(size, '--size'));
  if (size !== undefined)
    throw new UsageError('--size and --payload exclude each other: a payload has its own size');
  const payload = text.startsWith('@') ? fileContent(text.slice(1)) : Buffer.from(text);
  if (payload.length > 0) return payload;
  throw new UsageError('--payload is a TEXT of at least one byte, or @FILE with one');
}

function fileContent(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new UsageError(
      `--payload cannot read ${showValue(path)}: ${(error as NodeJS.ErrnoException).code}`,
    );
  }
}

/** Small letters in an order that does not repeat soon: a shifted answer is a wrong one, and upper case is another text. */
function letters(length: number): Buffer {
  const bytes = Buffer.allocUnsafe(length);
  for (let index = 0, state = 1; index < length; index++) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    bytes[index] = 0x61 + ((state >>> 16) % 26);
  }
  return bytes;
}
