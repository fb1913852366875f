// The names of framings on the command line: how a payload becomes a request, and where an answer ends.
import { showValue } from '@fdset/posix';
import { delimited, lengthPrefixed, netstrings, varintPrefixed } from '@fdset/socket/framing';
import type { FramePlan } from '../load-plan.js';
import { parseBytes } from './quantities.js';
import { UsageError } from '../../command/usage-error.js';

/** A framing that was asked for. */
export interface ChosenFraming {
  readonly name: string;
  /** Null: the length of the first answer, which has to be seen first. */
  readonly frame: FramePlan | null;
  encode(payload: Buffer): Buffer;
}

const FORMS =
  'lines, crlf, nul, netstring, len1, len2, len4, len8, len2le, len4le, len8le, varint, delimiter:TEXT, fixed or fixed:BYTES';

const LENGTHS = new Set(['len1', 'len2', 'len4', 'len8', 'len2le', 'len4le', 'len8le']);

const MOST = { maxBytes: 64 * 1024 * 1024 };

/** @throws {UsageError} */
export function chooseFraming(text: string): ChosenFraming {
  const [name = '', ...rest] = text.split(':');
  const argument = rest.join(':');
  if (argument === '') return plainFraming(text) ?? refuse(text);
  if (name === 'delimiter') return byDelimiter(text, argument);
  if (name === 'fixed') return fixed(parseBytes(argument, '--framing fixed'));
  return refuse(text);
}

function plainFraming(name: string): ChosenFraming | null {
  if (name === 'lines') return byDelimiter(name, '\n');
  if (name === 'crlf') return byDelimiter(name, '\r\n');
  if (name === 'nul') return byDelimiter(name, '\0');
  if (name === 'fixed') return fixed(null);
  if (name === 'netstring') return framed(name, { kind: 'netstring' }, netstrings(MOST));
  if (name === 'varint') return framed(name, { kind: 'varint' }, varintPrefixed(MOST));
  return byLength(name);
}

function byLength(name: string): ChosenFraming | null {
  const bytes = ([1, 2, 4, 8] as const).find((one) => name.startsWith(`len${one}`));
  if (bytes === undefined || !LENGTHS.has(name)) return null;
  const endianness = name.endsWith('le') ? 'little' : 'big';
  return framed(
    name,
    { kind: 'prefixed', bytes, endianness },
    lengthPrefixed({ bytes, endianness }),
  );
}

function byDelimiter(name: string, delimiter: string): ChosenFraming {
  const plan = { kind: 'delimited', delimiter: Buffer.from(delimiter) } as const;
  return framed(name, plan, delimited(delimiter, MOST));
}

/** A request of a fixed length is the payload as it is. */
const fixed = (bytes: number | null): ChosenFraming => ({
  name: bytes === null ? 'fixed' : `fixed:${bytes}`,
  frame: bytes === null ? null : { kind: 'fixed', bytes },
  encode: (payload) => payload,
});

const framed = (
  name: string,
  frame: FramePlan,
  framing: { encode(message: Buffer): Buffer },
): ChosenFraming => ({
  name,
  frame,
  encode: (payload) => {
    try {
      return framing.encode(payload);
    } catch (error) {
      throw new UsageError(`--payload does not fit --framing ${name}: ${(error as Error).message}`);
    }
  },
});

function refuse(text: string): never {
  throw new UsageError(`--framing is ${FORMS}, not ${showValue(text)}`);
}
