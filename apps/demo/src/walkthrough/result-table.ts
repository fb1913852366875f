// A model's numbers as a table: one column per run, one row per measure.
import type { RunResult } from './drive.js';
import { cpuMs, cpuShare, ms, whole } from './numbers.js';
import { plainTable } from './plain-table.js';

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
  return plainTable(
    ['', ...runs.map(({ label }) => label)],
    rows.map(([name, value]) => [name].concat(runs.map(value))),
  );
}
