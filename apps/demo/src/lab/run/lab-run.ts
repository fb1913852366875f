// A run: its models, one after the other or together, and all its events from the beginning, for readers that come at any time. It ends
// when all is measured, when it is told to, and when nobody reads any more.
import { randomBytes } from 'node:crypto';
import { machine } from '../machine.js';
import type { LabEvent } from '../protocol/lab-event.js';
import type { ModelId, RunConfig } from '../protocol/run-config.js';
import { ModelRun } from './model-run.js';

/** A page that is loaded again is away for a moment. */
const READERLESS_MS = 2000;
/** The first reader has to be told of the run first. */
const FIRST_READER_MS = 10_000;

/** Hears of an event; its number counts from 0. */
export type Reader = (event: LabEvent, index: number) => void;

export class LabRun {
  readonly id = randomBytes(9).toString('base64url');
  readonly ended: Promise<void>;
  readonly #config: RunConfig;
  readonly #events: LabEvent[] = [];
  readonly #readers = new Set<Reader>();
  readonly #end = new AbortController();
  readonly #models = new Set<ModelRun>();
  #readerless: NodeJS.Timeout;
  #isOver = false;

  constructor(config: RunConfig) {
    this.#config = config;
    this.#readerless = this.#stopIn(FIRST_READER_MS);
    this.ended = this.#run();
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  get length(): number {
    return this.#events.length;
  }

  /** Calls back with all events from a number on, past and coming. Returns how to leave. */
  read(reader: Reader, from: number): () => void {
    clearTimeout(this.#readerless);
    this.#events.slice(from).forEach((event, index) => reader(event, from + index));
    this.#readers.add(reader);
    return () => {
      this.#readers.delete(reader);
      if (this.#readers.size > 0 || this.#isOver) return;
      clearTimeout(this.#readerless);
      this.#readerless = this.#stopIn(READERLESS_MS);
    };
  }

  /** Ends it; what was measured stays. Resolves when nothing of it runs. */
  async stop(): Promise<void> {
    this.#end.abort();
    await this.ended;
  }

  /** For the end of this process. */
  endNow(): void {
    for (const model of this.#models) model.endNow();
  }

  async #run(): Promise<void> {
    const config = this.#config;
    const startedAt = new Date().toISOString();
    this.#tell({ kind: 'run-started', runId: this.id, config, machine: machine(), startedAt });
    try {
      if (config.order === 'together')
        await Promise.all(config.models.map((model) => this.#runModel(model)));
      else for (const model of config.models) await this.#runModel(model);
    } finally {
      this.#isOver = true;
      clearTimeout(this.#readerless);
      this.#tell({ kind: 'run-ended', how: this.#end.signal.aborted ? 'stopped' : 'complete' });
    }
  }

  async #runModel(model: ModelId): Promise<void> {
    if (this.#end.signal.aborted) return;
    try {
      const run = new ModelRun(model, this.#config, (event) => this.#tell(event));
      this.#models.add(run);
      await run.run(this.#end.signal);
      this.#models.delete(run);
    } catch (error) {
      // No descriptor or process is left for it, perhaps; the next model may have some.
      const { message } = error as Error;
      this.#tell({ kind: 'model-died', model, why: `it could not be run: ${message}` });
    }
  }

  #tell(event: LabEvent): void {
    this.#events.push(event);
    const index = this.#events.length - 1;
    for (const reader of this.#readers) reader(event, index);
  }

  #stopIn(ms: number): NodeJS.Timeout {
    return setTimeout(() => this.#end.abort(), ms).unref();
  }
}
