// The whole tour: the servers of every model one after the other, with their tables and explanations. run-tour.ts ends it.
import { showPhases } from '../phases/show-phases.js';
import { showSyscalls } from '../syscalls/show-syscalls.js';
import { UserError } from '../user-error.js';
import type { Children } from './children.js';
import { drive } from './drive.js';
import type { RunResult } from './drive.js';
import { models } from './models.js';
import type { Model } from './models.js';
import { ms } from './numbers.js';
import { partNames } from './part-names.js';
import type { PartName } from './part-names.js';
import { resultTable } from './result-table.js';
import { print, runTour } from './run-tour.js';
import { tourSocketserver } from './socketserver-tour.js';

export interface WalkthroughOptions {
  readonly clients: number;
  readonly exchanges: number;
  readonly thinkMs: number;
  /** Whether to run fewer classes of socketserver and fewer connections for each way out; every strategy and transport is run. */
  readonly quick: boolean;
  /** One part of the tour; by default all parts. */
  readonly only?: PartName;
}

/** The parts of the tour, in its order. */
const parts: Readonly<Record<PartName, Part>> = {
  models: visitModels,
  socketserver: (children, options) => tourSocketserver(children, options, print),
  phases: (children, options) => visitPhases(children, options),
  syscalls: (children, options) => visitSyscalls(children, options),
};
type Part = (children: Children, options: WalkthroughOptions) => Promise<void>;

/** This is enough for a median, and takes little time compared to the rest of the tour. */
const PHASE_MESSAGES = 50;
/** This is enough for calls that every request makes, to two digits. */
const TRACED_REQUESTS = 100;

/** Runs the tour and returns the exit code: 0, or 128 + the number of the signal that ended it. */
export function runWalkthrough(options: WalkthroughOptions): Promise<number> {
  const startedAt = performance.now();
  return runTour('the walkthrough', async (children) => {
    await takeTour(children, options);
    print(`\nDone in ${ms(performance.now() - startedAt)}.`);
  });
}

async function takeTour(children: Children, options: WalkthroughOptions): Promise<void> {
  const { only } = options;
  for (const name of only === undefined ? partNames : [only]) await parts[name](children, options);
}

async function visitModels(children: Children, options: WalkthroughOptions): Promise<void> {
  const seen = new Map<string, RunResult>();
  print(
    `The document's I/O models, each as a real server with ${options.clients} real client processes.`,
  );
  for (const model of models) await visit(model, children, options, seen);
}

const visitPhases: Part = ({ ending }) =>
  unlessMissing(() => showPhases({ messages: PHASE_MESSAGES, signal: ending }, print));

const visitSyscalls: Part = (children) =>
  unlessMissing(() => showSyscalls(children, { requests: TRACED_REQUESTS }, print));

/** What a system lacks, such as time stamps or strace, is no failure of the tour. */
async function unlessMissing(show: () => Promise<void>): Promise<void> {
  print('');
  try {
    await show();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    print(`  not shown: ${error.message}`);
  }
}

async function visit(
  model: Model,
  children: Children,
  options: WalkthroughOptions,
  seen: Map<string, RunResult>,
): Promise<void> {
  print(`\n${model.title}`);
  const results: RunResult[] = [];
  for (const { label, args } of model.runs) {
    results.push(await drive(children, label, args, options, (line) => print(`  ${line}`)));
  }
  print(resultTable(results));
  for (const line of model.explain(results, seen)) print(line);
  for (const result of results) seen.set(result.label, result);
}
