// The picture of a run: for each client when it connected, how long it waited for its first answer, and when it was served.
import type { Part } from '../terminal/parts.js';
import type { Terminal } from '../terminal/terminal.js';
import { waterfall } from '../terminal/waterfall.js';
import type { WaterfallOptions } from '../terminal/waterfall.js';
import type { RunResult } from './drive.js';

const parts: readonly Part[] = [
  { name: 'connect', fill: 'medium', color: 'blue' },
  { name: 'connected, but no answer yet', fill: 'light', color: 'red' },
  { name: 'served', fill: 'solid', color: 'green' },
];

/** Draws a run. */
export function runWaterfall(
  terminal: Terminal,
  { talks }: Pick<RunResult<unknown>, 'talks'>,
  options: WaterfallOptions,
): string[] {
  const rows = talks.map(({ startMs, connectedMs, firstAnswerMs, leftMs }, index) => ({
    label: `client ${index + 1}`,
    startMs,
    durationsMs: [connectedMs - startMs, firstAnswerMs - connectedMs, leftMs - firstAnswerMs],
  }));
  return waterfall(terminal, parts, rows, options);
}

/** When the last client left. */
export function runEndMs({ talks }: Pick<RunResult<unknown>, 'talks'>): number {
  return Math.max(...talks.map(({ leftMs }) => leftMs));
}
