// The phases of a run as stacked bars, and the processor time that a message took.
import { bars } from '../terminal/bars.js';
import type { Part } from '../terminal/parts.js';
import { stackedBars } from '../terminal/stacked-bars.js';
import type { Terminal } from '../terminal/terminal.js';
import { sizeText, us } from '../walkthrough/numbers.js';
import type { PhasesRow } from './explain-phases.js';

const parts: readonly Part[] = [
  { name: 'waiting for data', fill: 'light', color: 'gray' },
  { name: 'wake-up', fill: 'dark', color: 'yellow' },
  { name: 'copying', fill: 'solid', color: 'green' },
];

/** Small messages in every model, then the sizes; the waits, which are the sender's, have their own picture. */
export function drawPhases(terminal: Terminal, rows: readonly PhasesRow[]): string[] {
  const { bold } = terminal.colors;
  const [least] = rows;
  const small = rows.filter(({ bytes }) => bytes === least!.bytes);
  const sizes = rows.filter(({ model, transport }) => model === 'blocking' && transport === 'TCP');
  return [
    bold('One read, to scale: waiting + wake-up + copying'),
    ...stacked(terminal, small, (row) => [row.waitingNs, row.wakeUpNs, row.copyingNs]),
    '',
    bold('The same without the wait: wake-up + copying'),
    ...stacked(terminal, small, (row) => [0, row.wakeUpNs, row.copyingNs]),
    '',
    bold('A blocking read by the size of its message: wake-up + copying'),
    ...stacked(terminal, sizes, (row) => [0, row.wakeUpNs, row.copyingNs]),
    '',
    bold('Processor time for one message'),
    ...bars(
      terminal,
      rows.map((row) => ({
        label: nameOf(row),
        value: row.cpuNs,
        text: us(row.cpuNs),
        color: 'yellow',
      })),
    ),
    '',
  ];
}

function stacked(
  terminal: Terminal,
  rows: readonly PhasesRow[],
  sizesOf: (row: PhasesRow) => number[],
): string[] {
  return stackedBars(
    terminal,
    parts,
    rows.map((row) => {
      const sizes = sizesOf(row);
      const told = sizes[0] === 0 ? sizes.slice(1) : sizes;
      return { label: nameOf(row), sizes, text: told.map(us).join(' + ') };
    }),
  );
}

function nameOf({ model, transport, bytes }: PhasesRow): string {
  return `${model}, ${transport}, ${sizeText(bytes)}`;
}
