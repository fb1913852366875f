// The parts that a stacked bar or a waterfall is made of: how each is drawn, and the legend that says what it is.
import { paint } from './bars.js';
import type { Color } from './bars.js';
import type { Fill } from './glyphs.js';
import type { Terminal } from './terminal.js';
import { displayWidth } from './text.js';

export interface Part {
  readonly name: string;
  readonly fill: Fill;
  readonly color: Color;
}

/** So many columns of a part. */
export function drawPart({ glyphs, colors }: Terminal, part: Part, columns: number): string {
  return paint(colors, part.color, glyphs.fills[part.fill].repeat(columns));
}

/** What the parts mean; a line for each where one line has no room for all. */
export function legend(terminal: Terminal, parts: readonly Part[], indent: string): string[] {
  const items = parts.map((part) => `${drawPart(terminal, part, 2)} ${part.name}`);
  const line = indent + items.join('   ');
  return displayWidth(line) <= terminal.columns ? [line] : items.map((text) => indent + text);
}

/**
 * Shares columns out by the sizes of the parts. A part that is there has a column at least, which the largest parts give; what is
 * left by rounding goes where it is nearest.
 */
export function shareColumns(sizes: readonly number[], columns: number): number[] {
  const total = sum(sizes);
  const exact = sizes.map((size) => (total > 0 ? (size / total) * columns : 0));
  const shares = exact.map((share) => (share > 0 ? Math.max(1, Math.round(share)) : 0));
  for (let over = sum(shares) - columns; over !== 0; over -= Math.sign(over)) {
    if (total === 0) break;
    const at = farthestFrom(exact, shares, Math.sign(over));
    if (at === -1) break;
    shares[at]! -= Math.sign(over);
  }
  return shares;
}

/** The part that is the most too large (sign 1) or too small (sign -1), and can give or take a column. */
function farthestFrom(exact: readonly number[], shares: readonly number[], sign: number): number {
  let [best, at] = [-Infinity, -1];
  for (const [index, share] of shares.entries()) {
    if (share === 0 || (sign > 0 && share === 1)) continue;
    const excess = sign * (share - exact[index]!);
    if (excess > best) [best, at] = [excess, index];
  }
  return at;
}

export function sum(values: readonly number[]): number {
  return values.reduce((one, other) => one + other, 0);
}
