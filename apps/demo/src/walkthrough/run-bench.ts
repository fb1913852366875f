// `fdset bench`, the load generator of @fdset/client, as a process of its own: how many answers a second a server of this demo gives,
// and how long they take.
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { SUFFIX } from '../upper.js';
import type { Children } from './children.js';
import { PATIENCE_MS } from './one-client.js';

/** What is of interest of a run in the report of `fdset bench --json`. */
export interface BenchRun {
  /** Right answers a second. */
  readonly achievedRate: number;
  readonly latency: { readonly p50Ms: number; readonly p99Ms: number };
  /** Why the figures may be those of the generator; empty when they are the server's. */
  readonly generatorWasTheLimit: readonly string[];
}

interface ReportedRun extends BenchRun {
  readonly answered: number;
  readonly errors: { readonly total: number; readonly byKind: Readonly<Record<string, number>> };
}

export interface BenchLoad {
  readonly connections: number;
  readonly warmupMs: number;
  readonly durationMs: number;
}

const QUESTION = 'a question of thirty-two bytes..';
/** 0: all is well; 3: the generator was the limit, which the report says too. */
const GOOD_CODES: ReadonlySet<unknown> = new Set([0, 3]);

/** Loads the server at a port: each answer is followed by the next question of its connection. */
export async function runBench(
  children: Children,
  port: number,
  load: BenchLoad,
): Promise<BenchRun> {
  const run = await benchOnce(children, port, load);
  if (run.answered > 0) return run;
  // The machine was too busy for a single answer in that time.
  return runBench(children, port, { ...load, durationMs: 2 * load.durationMs });
}

async function benchOnce(children: Children, port: number, load: BenchLoad): Promise<ReportedRun> {
  const child = children.startProgram(process.execPath, [
    benchProgram(),
    ...argumentsOf(port, load),
  ]);
  const [out, complaint, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close') as Promise<[number | null]>,
  ]);
  const [run] = runsOf(out);
  if (run !== undefined && (GOOD_CODES.has(code) || run.answered + run.errors.total === 0))
    return run;
  const kinds = Object.keys(run?.errors.byKind ?? {}).join(', ');
  throw new Error(`fdset bench ended with ${code}: ${complaint}${kinds}`);
}

/** The runs of a report; a bench that was killed has printed none. */
function runsOf(json: string): readonly ReportedRun[] {
  return json === '' ? [] : (JSON.parse(json) as { runs: readonly ReportedRun[] }).runs;
}

function argumentsOf(port: number, { connections, warmupMs, durationMs }: BenchLoad): string[] {
  const options = {
    connections,
    threads: 1,
    warmup: `${warmupMs}ms`,
    duration: `${durationMs}ms`,
    timeout: `${PATIENCE_MS}ms`,
    payload: QUESTION,
    framing: `fixed:${QUESTION.length + SUFFIX.length}`,
    expect: `^${QUESTION.toUpperCase()}_SB$`,
  };
  const flags = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]);
  return ['bench', `tcp://127.0.0.1:${port}`, '--json', ...flags];
}

/** The command of @fdset/client, which its package.json names. */
function benchProgram(): string {
  const path = createRequire(import.meta.url).resolve('@fdset/client/package.json');
  return join(dirname(path), 'dist', 'fdset.js');
}
