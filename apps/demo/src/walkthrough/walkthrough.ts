// The whole tour: every model's servers one after the other, their tables and what is to be seen in them.
// SIGINT, SIGTERM and SIGHUP end it early; either way no child is left behind (children.ts).
import { setTimeout } from 'node:timers/promises';
import { showPhases } from '../phases/show-phases.js';
import { UserError } from '../user-error.js';
import { Children } from './children.js';
import { drive } from './drive.js';
import type { RunResult } from './drive.js';
import { models } from './models.js';
import type { Model } from './models.js';
import { ms } from './numbers.js';
import { resultTable } from './result-table.js';
import { tourSocketserver } from './socketserver-tour.js';

export interface WalkthroughOptions {
  readonly clients: number;
  readonly exchanges: number;
  readonly thinkMs: number;
}

const stopSignals = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;
type StopSignalName = keyof typeof stopSignals;

/** Enough for a median, and little beside the rest of the tour. */
const PHASE_MESSAGES = 50;

/** On a terminal Ctrl-C reaches the children as well, and their end may be seen before our own signal. */
const SIGNAL_LAG_MS = 100;

/** Runs the tour; returns the exit code: 0, or 128 + the number of the signal that ended it. */
export async function runWalkthrough(options: WalkthroughOptions): Promise<number> {
  const children = new Children();
  const startedAt = performance.now();
  const tour = takeTour(children, options);
  const interrupted = nextStopSignal();
  try {
    const signal = await Promise.race([tour, interrupted]);
    if (signal !== undefined) return endedBy(signal);
    print(`\nDone in ${ms(performance.now() - startedAt)}.`);
    return 0;
  } catch (error) {
    const signal = await Promise.race([interrupted, setTimeout(SIGNAL_LAG_MS)]);
    if (signal !== undefined) return endedBy(signal);
    throw new UserError(`the walkthrough failed: ${(error as Error).message}`);
  } finally {
    await children.stopAll();
  }
}

async function takeTour(children: Children, options: WalkthroughOptions): Promise<undefined> {
  const seen = new Map<string, RunResult>();
  print(
    `The document's I/O models, each as a real server with ${options.clients} real client processes.`,
  );
  for (const model of models) await visit(model, children, options, seen);
  await tourSocketserver(children, print);
  print('');
  await visitPhases(children.ending);
  return undefined;
}

/** What a platform without time stamps cannot show is no failure of the tour. */
async function visitPhases(ending: AbortSignal): Promise<void> {
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
