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
export function prose({ columns }: Terminal, text: string, indent = ''): string[] {
  return wrap(text, columns - stringWidth(indent)).map((line) => indent + line);
}

/** An item of a list: the first line begins with a bullet. */
export function item(terminal: Terminal, text: string, indent = '  '): string[] {
  const { bullet } = terminal.glyphs;
  const [first = '', ...rest] = prose(terminal, text, `${indent}  `);
  return [`${indent}${bullet} ${first.slice(indent.length + 2)}`, ...rest];
}

/** A title, with an empty line before it. */
export function heading({ colors, columns }: Terminal, text: string): string[] {
  return ['', ...wrap(text, columns).map((line) => colors.bold(colors.cyan(line)))];
}

// `hard` breaks what has no blanks, such as a Chinese sentence.
function wrap(text: string, columns: number): string[] {
  return wrapAnsi(text, columns, { hard: true }).split('\n');
}
