// The first part of the tour: each model as a real server with the same clients, its picture, and all of them side by side.
import { titledBars } from '../terminal/bars.js';
import type { Bar } from '../terminal/bars.js';
import type { Screen } from '../terminal/screen.js';
import { table } from '../terminal/table.js';
import type { Terminal } from '../terminal/terminal.js';
import { heading, prose } from '../terminal/text.js';
import type { Children } from './children.js';
import { drive } from './drive.js';
import type { Load, RunResult } from './drive.js';
import { models } from './models.js';
import type { Model, ModelRun } from './models.js';
import { cpuMs, cpuShare, ms, whole } from './numbers.js';
import { runEndMs, runWaterfall } from './run-waterfall.js';

/** Runs every model and prints what is to be seen. */
export async function tourModels(children: Children, load: Load, screen: Screen): Promise<void> {
  const { terminal } = screen;
  screen.print(
    ...prose(
      terminal,
      `The document's models, each as a server in a process of its own, with ${load.clients} clients that connect at once; each sends ${load.exchanges} lines and thinks for ${load.thinkMs} ms between them.`,
    ),
  );
  const seen = new Map<string, ModelRun>();
  for (const model of models) await visit(model, children, load, screen, seen);
  screen.print(...sideBySide(terminal, [...seen.values()]));
}

async function visit(
  model: Model,
  children: Children,
  load: Load,
  screen: Screen,
  seen: Map<string, ModelRun>,
): Promise<void> {
  const { terminal } = screen;
  const progress = (line: string): void => screen.progress(line);
  screen.print(...heading(terminal, model.title));
  const runs: ModelRun[] = [];
  for (const run of model.runs) runs.push(await drive(children, run, load, progress));
  const waysOut: RunResult<unknown>[] = [];
  for (const run of model.waysOut ?? []) waysOut.push(await drive(children, run, load, progress));
  // One axis for all models, so that the pictures can be compared.
  const pictured = [runs[0]!, ...waysOut];
  const endMs = Math.max(...[...seen.values(), ...pictured].map(runEndMs));
  for (const run of pictured) {
    const hasLegend = run === pictured.at(-1);
    const picture = runWaterfall(terminal, run, { endMs, hasLegend });
    screen.print(terminal.colors.bold(run.label), ...picture);
  }
  for (const text of model.explain(runs, seen, waysOut)) screen.print('', ...prose(terminal, text));
  for (const run of runs) seen.set(run.label, run);
}

function sideBySide(terminal: Terminal, runs: readonly ModelRun[]): string[] {
  const answers = whole(runs[0]!.report.exchanges);
  return [
    ...heading(terminal, `All of them, with the same clients and ${answers} answers each`),
    ...titledBars(terminal, 'Processor time of the server', runs.map(cpuBar)),
    ...titledBars(terminal, 'Until the last client had its first answer', runs.map(firstBar)),
    ...titledBars(terminal, 'A later answer, the median', runs.map(laterBar)),
    ...countsTable(terminal, runs),
  ];
}

function cpuBar({ label, report }: ModelRun): Bar {
  const value = cpuMs(report);
  return { label, value, text: `${ms(value)}, ${cpuShare(report)} of a core`, color: 'yellow' };
}

function firstBar({ label, firstReplyMs }: ModelRun): Bar {
  const value = firstReplyMs.at(-1)!;
  return { label, value, text: ms(value), color: 'red' };
}

function laterBar({ label, medianReplyMs }: ModelRun): Bar {
  return {
    label,
    value: medianReplyMs ?? 0,
    text: medianReplyMs === null ? '-' : ms(medianReplyMs),
  };
}

const columns: readonly (readonly [string, (report: ModelRun['report']) => string])[] = [
  ['answers', ({ exchanges }) => whole(exchanges)],
  ['bytes in', ({ bytesReceived }) => whole(bytesReceived)],
  ['out', ({ bytesSent }) => whole(bytesSent)],
  ['waits', ({ selects }) => whole(selects)],
  ['reads', ({ recvs }) => whole(recvs)],
  ['EAGAINs', ({ eagains }) => whole(eagains)],
  [
    'backlog',
    ({ longestBacklogMs }) => (longestBacklogMs === null ? '-' : `${whole(longestBacklogMs)} ms`),
  ],
];

const COUNTED =
  'Counted by the servers themselves. waits: of a selector; reads: recv, and over io_uring the reads that were submitted. What a verb takes of system calls is another count, at the end.';

/** What the servers have counted; the backlog is the longest wait in it, by the kernel's count. */
function countsTable(terminal: Terminal, runs: readonly ModelRun[]): string[] {
  const rows = table(
    terminal,
    ['', ...columns.map(([name]) => name)],
    runs.map(({ label, report }) => [label, ...columns.map(([, cell]) => cell(report))]),
  );
  return [...rows, ...prose(terminal, COUNTED)];
}
