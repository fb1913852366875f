// The names that framings have on the command line.
import {
  delimited,
  fixedLength,
  lengthPrefixed,
  lines,
  netstrings,
  varintPrefixed,
} from '@fdset/socket/framing';
import type { Endianness } from '@fdset/socket/framing';
import type { ByteFraming } from '../channel/framed-channel.js';
import { UsageError } from '../usage-error.js';

/** The most that a message may have; a server that sends more than fits would fill the memory. */
const maxBytes = 16 * 1024 * 1024;

/** A framing, and what it is called on the command line. */
export interface NamedFraming {
  readonly name: string;
  readonly framing: ByteFraming;
}

const prefixed =
  (bytes: 1 | 2 | 4 | 8, endianness: Endianness = 'big') =>
  (): ByteFraming =>
    lengthPrefixed({ bytes, endianness, maxBytes });

const framings: Readonly<Record<string, () => ByteFraming>> = {
  lines: () => linesOfBytes('\n'),
  crlf: () => linesOfBytes('\r\n'),
  nul: () => delimited('\0', { maxBytes }),
  netstring: () => netstrings({ maxBytes }),
  len1: prefixed(1),
  len2: prefixed(2),
  len4: prefixed(4),
  len8: prefixed(8),
  len2le: prefixed(2, 'little'),
  len4le: prefixed(4, 'little'),
  len8le: prefixed(8, 'little'),
  varint: () => varintPrefixed({ maxBytes }),
};

/** The names, for help and errors. */
export const FRAMING_NAMES = [...Object.keys(framings), 'fixed:N', 'delimiter:TEXT'].join(', ');

/** The framing of a name. @throws {UsageError} */
export function parseFraming(name: string): NamedFraming {
  const [, size] = /^fixed:([1-9]\d{0,8})$/.exec(name) ?? [];
  if (size !== undefined) return { name, framing: fixedLength(Number(size)) };
  const [, delimiter] = /^delimiter:(.+)$/s.exec(name) ?? [];
  if (delimiter !== undefined) return { name, framing: delimited(delimiter, { maxBytes }) };
  const make = Object.hasOwn(framings, name) ? framings[name] : undefined;
  if (make === undefined)
    throw new UsageError(`--framing must be one of ${FRAMING_NAMES}, not '${name}'`);
  return { name, framing: make() };
}

/** Lines as bytes: latin1 has a character for each of them. */
export function linesOfBytes(newline: '\n' | '\r\n'): ByteFraming {
  const text = lines({ newline, encoding: 'latin1', maxBytes });
  const toBytes = (line: string): Buffer => Buffer.from(line, 'latin1');
  return {
    name: text.name,
    encode: (message) => text.encode(Buffer.from(message).toString('latin1')),
    decode: (queue) => {
      const line = text.decode(queue);
      return line === undefined ? undefined : toBytes(line);
    },
    decodeLast: (queue) => toBytes(text.decodeLast?.(queue) ?? ''),
  };
}
