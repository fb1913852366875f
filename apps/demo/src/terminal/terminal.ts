// What the place where the output goes can show: how wide it is, whether it has colours and blocks, and whether a line can be
// rewritten. Everything in this folder draws for a Terminal and returns lines; only screen.ts writes.
import pc from 'picocolors';
import { ascii, unicode } from './glyphs.js';
import type { Glyphs } from './glyphs.js';

export type Colors = ReturnType<typeof pc.createColors>;

export interface Terminal {
  /** How many columns a line may have. */
  readonly columns: number;
  readonly colors: Colors;
  readonly glyphs: Glyphs;
  /** Whether a line can be rewritten. */
  readonly isLive: boolean;
}

/** The part of a stream that matters here. */
export interface Output {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
}

type Environment = Readonly<Record<string, string | undefined>>;

const WITHOUT_TERMINAL = 80;
const LEAST = 40;
/** Longer lines are hard to read. */
const MOST = 100;

/** Describes a stream, by default standard output. */
export function describeTerminal(
  output: Output = process.stdout,
  env: Environment = process.env,
): Terminal {
  const isTerminal = output.isTTY === true && env['TERM'] !== 'dumb';
  return {
    columns: columnsOf(output, env),
    colors: pc.createColors(hasColors(isTerminal, env)),
    glyphs: isUtf8(env) ? unicode : ascii,
    isLive: isTerminal,
  };
}

/** COLUMNS is for pipes: the size of a terminal is what the kernel says. */
function columnsOf({ isTTY, columns }: Output, env: Environment): number {
  const wanted = isTTY === true ? columns : Number(env['COLUMNS']);
  return Math.min(MOST, Math.max(LEAST, wanted || WITHOUT_TERMINAL));
}

/** As https://no-color.org and https://force-color.org have it; NO_COLOR wins. */
function hasColors(isTerminal: boolean, env: Environment): boolean {
  if (env['NO_COLOR']) return false;
  const forced = env['FORCE_COLOR'];
  if (forced !== undefined && forced !== '') return forced !== '0';
  return isTerminal;
}

/** The variables in the order of locale(7). Containers often set none of them, and show UTF-8. */
function isUtf8(env: Environment): boolean {
  const locale = env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'];
  return !locale || /utf-?8/i.test(locale);
}
