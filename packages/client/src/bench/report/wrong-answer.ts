// The first answer that was none of those expected, beside what was: a number of wrong answers alone does not say what to change.
import type { AnswerPlan, LoadPlan } from '../load-plan.js';
import { keepsBorders } from '../../url/endpoint.js';

/** An answer that was wrong, escaped and shortened. */
export interface WrongAnswer {
  readonly expected: string;
  readonly received: string;
  /** The `--expect` that would have taken it, or null. */
  readonly suggestion: string | null;
}

const SHOWN_BYTES = 40;
/** So much that is equal is shown before the first difference. */
const BEFORE_BYTES = 8;

export function wrongAnswerOf(plan: LoadPlan, bytes: Uint8Array | null): WrongAnswer | null {
  if (bytes === null) return null;
  const received = Buffer.from(bytes);
  const suggestion = suggestionFor(plan, received);
  const { answer } = plan;
  if (answer.kind !== 'frame' && answer.expected !== null) {
    const expected = Buffer.from(answer.expected);
    const from = Math.max(0, firstDifference(expected, received) - BEFORE_BYTES);
    return { expected: shown(expected, from), received: shown(received, from), suggestion };
  }
  return { expected: String(patternOf(answer)), received: shown(received, 0), suggestion };
}

/** What the report says of it. */
export const wrongAnswerLine = ({ expected, received, suggestion }: WrongAnswer): string =>
  `first wrong answer: expected ${expected}, received ${received}${suggestion === null ? '' : `; ${suggestion} would take it`}`;

const patternOf = (answer: AnswerPlan): RegExp | null =>
  answer.kind === 'bytes' ? null : answer.pattern;

function suggestionFor(plan: LoadPlan, received: Buffer): string | null {
  const { answer, payload } = plan;
  const expected = answer.kind === 'frame' ? null : answer.expected;
  const isSame = (wanted: Buffer): boolean => received.subarray(0, wanted.length).equals(wanted);
  if (expected !== null && isSame(upperOf(expected))) return '--expect upper';
  if (expected !== null && isSame(Buffer.from(payload))) return '--expect echo';
  // Without a framing nothing tells several answers on a stream apart, and --expect any is refused.
  const isRefused = answer.kind === 'bytes' && plan.pipeline > 1 && !keepsBorders(plan.manner);
  return isRefused ? null : '--expect any';
}

const upperOf = (bytes: Uint8Array): Buffer =>
  Buffer.from(Buffer.from(bytes).toString().toUpperCase());

function firstDifference(one: Buffer, other: Buffer): number {
  const end = Math.min(one.length, other.length);
  let at = 0;
  while (at < end && one[at] === other[at]) at++;
  return at;
}

function shown(bytes: Buffer, from: number): string {
  const end = from + SHOWN_BYTES;
  const text = Array.from(bytes.subarray(from, end), escaped).join('');
  return `${from > 0 ? '...' : ''}"${text}"${bytes.length > end ? '...' : ''}`;
}

const NAMED: Readonly<Record<number, string>> = { 9: '\\t', 10: '\\n', 13: '\\r' };

/** A server must not write to the terminal through a report. */
function escaped(byte: number): string {
  const char = String.fromCharCode(byte);
  if (char === '"' || char === '\\') return `\\${char}`;
  if (byte >= 0x20 && byte < 0x7f) return char;
  return NAMED[byte] ?? `\\x${byte.toString(16).padStart(2, '0')}`;
}
