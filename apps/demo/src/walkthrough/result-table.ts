// A model's numbers as a table: one column per run, one row per measure.
import Table from 'cli-table3';
import type { RunResult } from './drive.js';
import { cpuMs, cpuShare, ms, whole } from './numbers.js';

const rows: readonly (readonly [string, (run: RunResult) => string])[] = [
  ['connections', ({ report }) => whole(report.connections)],
  ['exchanges', ({ report }) => whole(report.exchanges)],
  ['bytes in / out', ({ report }) => `${whole(report.bytesReceived)} / ${whole(report.bytesSent)}`],
  ['selects / recvs', ({ report }) => `${whole(report.selects)} / ${whole(report.recvs)}`],
  ['EAGAINs', ({ report }) => whole(report.eagains)],
  ['CPU time', ({ report }) => `${ms(cpuMs(report))} (${cpuShare(report)} of a core)`],
  ['elapsed', ({ report }) => ms(report.elapsedMs)],
  ['slowest first answer', ({ firstReplyMs }) => ms(firstReplyMs.at(-1)!)],
  [
    'median later answer',
    ({ medianReplyMs }) => (medianReplyMs === null ? '-' : ms(medianReplyMs)),
  ],
];

export function resultTable(runs: readonly RunResult[]): string {
  const table = new Table({
    head: ['', ...runs.map(({ label }) => label)],
    colAligns: ['left', ...runs.map(() => 'right' as const)],
    // Colours only where a terminal reads them.
    style: process.stdout.isTTY ? {} : { head: [], border: [] },
  });
  for (const [name, value] of rows) table.push([name, ...runs.map(value)]);
  return table.toString();
}
