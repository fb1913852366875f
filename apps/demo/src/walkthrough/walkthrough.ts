// The whole tour: the servers of every model one after the other, with their tables and explanations. SIGINT, SIGTERM and SIGHUP
// end it early; in any case no child is left behind (children.ts).
import { hearSignals } from '@fdset/posix';
import { showPhases } from '../phases/show-phases.js';
import { UserError } from '../user-error.js';
import { Children } from './children.js';
import { drive } from './drive.js';
import type { RunResult } from './drive.js';
import { models } from './models.js';
import type { Model } from './models.js';
import { ms } from './numbers.js';
import { partNames } from './part-names.js';
import type { PartName } from './part-names.js';
import { resultTable } from './result-table.js';
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
  phases: visitPhases,
};
type Part = (children: Children, options: WalkthroughOptions) => Promise<void>;

const stopSignals = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;
type StopSignalName = keyof typeof stopSignals;

/** This is enough for a median, and takes little time compared to the rest of the tour. */
const PHASE_MESSAGES = 50;

/** Runs the tour and returns the exit code: 0, or 128 + the number of the signal that ended it. */
export async function runWalkthrough(options: WalkthroughOptions): Promise<number> {
  const children = new Children();
  const startedAt = performance.now();
  const interrupted = nextStopSignal();
  const tour = takeTour(children, options);
  try {
    const signal = await Promise.race([tour, interrupted]);
    if (signal !== undefined) return endedBy(signal);
    print(`\nDone in ${ms(performance.now() - startedAt)}.`);
    return 0;
  } catch (error) {
    // Ctrl-C on a terminal also reaches the children, and the end of a child may be noticed before this process handles its own
    // signal. The kernel signals the whole group before it reports the end of a child, so the signal is pending when all have ended.
    await children.stopAll();
    await hearSignals();
    const signal = await Promise.race([interrupted, Promise.resolve()]);
    if (signal !== undefined) return endedBy(signal);
    throw new UserError(`the walkthrough failed: ${(error as Error).message}`);
  } finally {
    await children.stopAll();
  }
}

async function takeTour(children: Children, options: WalkthroughOptions): Promise<undefined> {
  const { only } = options;
  for (const name of only === undefined ? partNames : [only]) await parts[name](children, options);
  return undefined;
}

async function visitModels(children: Children, options: WalkthroughOptions): Promise<void> {
  const seen = new Map<string, RunResult>();
  print(
    `The document's I/O models, each as a real server with ${options.clients} real client processes.`,
  );
  for (const model of models) await visit(model, children, options, seen);
}

/** Missing time stamps of the platform are no failure of the tour. */
async function visitPhases({ ending }: Children): Promise<void> {
  print('');
  try {
    await showPhases({ messages: PHASE_MESSAGES, signal: ending }, print);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    print(`  ${error.message}`);
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

function nextStopSignal(): Promise<StopSignalName> {
  return new Promise((resolve) => {
    for (const name of Object.keys(stopSignals) as StopSignalName[]) process.once(name, resolve);
  });
}

function endedBy(signal: StopSignalName): number {
  process.stderr.write(`\nstopped by ${signal}\n`);
  return stopSignals[signal];
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
