// The load on one server: `fdset bench` for the clients that are quick, and a program for the slow ones. The slow ones connect first, so that
// what they do to the others can be seen in a model that serves one client at a time.
import type { Keeper } from '../keeper/keeper.js';
import type { KeptProgram } from '../keeper/kept-program.js';
import type { LoadSample } from '../protocol/lab-event.js';
import type { RunConfig } from '../protocol/run-config.js';
import { addLoads, readInterval } from './interval.js';
import { readBenchReport } from './load-result.js';
import type { LoadResult } from './load-result.js';
import type { SlowConfig } from './slow-config.js';

const EVERY_MS = 250;
/** What is under way at the end may still be answered. */
const LAST_ANSWERS_MS = 500;
/** Timers are not exact; whoever measured less was told to end by somebody else. */
const LEAST_PART = 0.95;
/** No answer is given up, however long a server lets its clients wait. */
const PATIENCE = '60m';
const NOTHING: LoadSample = {
  answered: 0,
  perSecond: 0,
  p50: null,
  p90: null,
  p99: null,
  errors: 0,
};

/** The load could not begin, or ended without figures. */
export class LoadFailed extends Error {}

/** What both generators have measured; null for one that there was not. */
export interface LoadResults {
  readonly quick: LoadResult | null;
  readonly slow: LoadResult | null;
}

export class LoadRun {
  readonly #keeper: Keeper;
  readonly #port: number;
  readonly #config: RunConfig;
  readonly #slowClients: number;
  readonly #programs: KeptProgram[] = [];
  readonly #loads = new Map<KeptProgram, LoadSample>();
  readonly #reports = new Map<KeptProgram, Promise<string | null>>();

  constructor(keeper: Keeper, port: number, config: RunConfig) {
    this.#keeper = keeper;
    this.#port = port;
    this.#config = config;
    this.#slowClients = Math.round((config.clients * config.slowPercent) / 100);
  }

  /** Resolves when the load is on the server. @throws {LoadFailed} */
  async begin(): Promise<void> {
    const quickClients = this.#config.clients - this.#slowClients;
    if (this.#slowClients > 0) await this.#beginSlow();
    if (quickClients > 0) await this.#beginQuick(quickClients);
  }

  /** How the load sees the server now. */
  current(): LoadSample {
    return addLoads(this.#programs.toReversed().map((one) => this.#loads.get(one) ?? NOTHING));
  }

  /** The measured time is over: `fdset bench` knows by itself, the slow clients count no more. */
  stopCounting(): void {
    this.#signal('slow', 'SIGUSR2');
  }

  /** Waits for the end of the measured time, and for what was measured. @throws {LoadFailed} */
  async finish(): Promise<LoadResults> {
    const ms = this.#config.seconds * 1000 + LAST_ANSWERS_MS;
    const isQuick = this.#programs.some(({ name }) => name === 'bench');
    const timer = setTimeout(() => this.#signal(isQuick ? 'bench' : 'slow', 'SIGTERM'), ms);
    try {
      const [quick, slow] = await Promise.all([this.#quickReport(), this.#reportOf('slow')]);
      return { quick, slow };
    } finally {
      clearTimeout(timer);
    }
  }

  /** Ends the slow clients. Not before: the server would turn to the quick ones behind them, while those are still measured. */
  async #quickReport(): Promise<LoadResult | null> {
    const report = await this.#reportOf('bench');
    if (report !== null) this.#signal('slow', 'SIGTERM');
    return report;
  }

  #signal(name: 'bench' | 'slow', signal: NodeJS.Signals): void {
    for (const program of this.#programs)
      if (program.name === name) this.#keeper.signal(program, signal);
  }

  async #beginSlow(): Promise<void> {
    const { messageBytes, thinkMs } = this.#config;
    const config: SlowConfig = {
      port: this.#port,
      clients: this.#slowClients,
      messageBytes,
      thinkMs,
    };
    await this.#begin(this.#keeper.start('slow', [JSON.stringify(config)]));
  }

  async #beginQuick(clients: number): Promise<void> {
    const { messageBytes, thinkMs, seconds } = this.#config;
    const args = [
      ['bench', `tcp://127.0.0.1:${this.#port}`, '--json', '--interval', `${EVERY_MS}ms`],
      ['--connections', `${clients}`, '--threads', '1', '--size', `${messageBytes}`],
      ['--think', `${thinkMs}ms`, '--warmup', '0s', '--duration', `${seconds}s`],
      ['--timeout', PATIENCE],
    ];
    await this.#begin(this.#keeper.start('bench', args.flat()));
  }

  async #begin(program: KeptProgram): Promise<void> {
    this.#programs.push(program);
    program.on('line', (line) => this.#hear(program, line));
    const isReport = (line: string): boolean => /^\{"(?!interval)/.test(line);
    this.#reports.set(program, program.lineThat(isReport));
    const first = await program.lineThat((line) => readInterval(line) !== null || isReport(line));
    if (first === null) throw new LoadFailed(`the load could not begin: ${program.end}`);
  }

  #hear(program: KeptProgram, line: string): void {
    const interval = readInterval(line);
    if (interval === null) return;
    const { atMs, ...load } = interval;
    if (atMs > 0) this.#loads.set(program, load);
  }

  async #reportOf(name: 'bench' | 'slow'): Promise<LoadResult | null> {
    const program = this.#programs.find((one) => one.name === name);
    if (program === undefined) return null;
    const line = await this.#reports.get(program);
    if (typeof line !== 'string') throw new LoadFailed(`the load has ended: ${program.end}`);
    const result = name === 'bench' ? readBenchReport(line) : (JSON.parse(line) as LoadResult);
    if (typeof result === 'string') throw new LoadFailed(`the load has ended: ${result}`);
    const { seconds } = this.#config;
    if (result.seconds < seconds * LEAST_PART)
      throw new LoadFailed(`the load was ended after ${result.seconds.toFixed(1)} of ${seconds} s`);
    return result;
  }
}
