// Text by the columns that it takes on a terminal: a Chinese character takes two, a colour none.
import stringWidth from 'string-width';
import wrapAnsi from 'wrap-ansi';
import type { Terminal } from './terminal.js';

export function displayWidth(text: string): number {
  return stringWidth(text);
}

export function padEnd(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - stringWidth(text)));
}

export function padStart(text: string, columns: number): string {
  return ' '.repeat(Math.max(0, columns - stringWidth(text))) + text;
}

/** The first columns of a text. */
export function truncate(text: string, columns: number): string {
  return stringWidth(text) <= columns ? text : wrap(text, columns)[0]!;
}

/** Prose in lines of the terminal's width; each line begins with `indent`. */
export function prose({ columns, glyphs }: Terminal, text: string, indent = ''): string[] {
  return wrap(glyphs.spell(text), columns - stringWidth(indent)).map((line) => indent + line);
}

/** An item of a list: the first line begins with a bullet. */
export function item(terminal: Terminal, text: string, indent = '  '): string[] {
  const { bullet } = terminal.glyphs;
  const [first = '', ...rest] = prose(terminal, text, `${indent}  `);
  return [`${indent}${bullet} ${first.slice(indent.length + 2)}`, ...rest];
}

/** A title, with an empty line before it. */
export function heading({ colors, columns, glyphs }: Terminal, text: string): string[] {
  return ['', ...wrap(glyphs.spell(text), columns).map((line) => colors.bold(colors.cyan(line)))];
}

/** wrap-ansi breaks at blanks, of which Chinese has none; `hard` breaks what is longer than a line. */
function wrap(text: string, columns: number): string[] {
  if (HAN.test(text)) return wrapHan(text, columns);
  return wrapAnsi(text, columns, { hard: true }).split('\n');
}

const HAN = /\p{Script=Han}/u;
/** A Chinese character with the punctuation behind it, which must not begin a line; a word; blanks. */
const TOKENS = /\p{Script=Han}[^\s\p{L}\p{N}]*|[^\s\p{Script=Han}]+|\s+/gu;

/** Breaks between Chinese characters as well. */
function wrapHan(text: string, columns: number): string[] {
  const lines = [''];
  for (const token of text.match(TOKENS) ?? []) {
    const line = lines.at(-1)!;
    if (stringWidth((line + token).trimEnd()) <= columns) lines[lines.length - 1] = line + token;
    else lines.push(...wrapAnsi(token.trimStart(), columns, { hard: true }).split('\n'));
  }
  return lines.map((line) => line.trimEnd());
}
