// One model of a run: its timeline, then its server under load, sample by sample, and its summary.
import { setTimeout } from 'node:timers/promises';
import type { KeptProgram } from '../keeper/kept-program.js';
import { LoadFailed, LoadRun } from '../load/load-run.js';
import type { LabEvent, ModelSummary } from '../protocol/lab-event.js';
import type { ModelId, RunConfig } from '../protocol/run-config.js';
import { takeTimeline } from '../timeline/take-timeline.js';
import { ModelServer } from './model-server.js';
import { within } from './within.js';
import { ProcessMeter } from './process-meter.js';
import { Sampler } from './sampler.js';
import { summarize } from './summarize.js';

/** A server has this long to end by itself. */
const GRACE_MS = 5000;
/** A program that says nothing for so long has been stopped, or hangs: each step takes a second or so. */
const PATIENCE_MS = 30_000;

/** The server has ended in the middle. */
class ServerDied extends Error {
  constructor(how: string) {
    super(`the server has ended: ${how}`);
  }
}

export class ModelRun {
  readonly #model: ModelId;
  readonly #config: RunConfig;
  readonly #tell: (event: LabEvent) => void;
  readonly #server: ModelServer;
  #isOver = false;

  constructor(model: ModelId, config: RunConfig, tell: (event: LabEvent) => void) {
    this.#model = model;
    this.#config = config;
    this.#tell = (event) => {
      if (!this.#isOver) tell(event);
    };
    this.#server = new ModelServer(model, config);
  }

  /** Runs to the end, or until the signal ends it; tells what happens. Leaves no process. */
  async run(signal: AbortSignal): Promise<void> {
    const model = this.#model;
    try {
      const summary = await Promise.race([this.#runAll(), aborted(signal)]);
      if (summary !== null) this.#tell({ kind: 'model-ended', model, summary });
    } catch (error) {
      if (!(error instanceof ServerDied || error instanceof LoadFailed)) throw error;
      this.#tell({ kind: 'model-died', model, why: error.message });
    } finally {
      this.#isOver = true;
      await this.#server.close();
    }
  }

  /** For the end of this process. */
  endNow(): void {
    this.#server.keeper.endNow();
  }

  async #runAll(): Promise<ModelSummary> {
    this.#tell(await takeTimeline(this.#server.keeper, this.#model, this.#config));
    const program = this.#server.start();
    const measured = this.#measure(program);
    return Promise.race([measured, this.#untilDead(program, measured)]);
  }

  /** Its end is no death once it was measured. */
  async #untilDead(program: KeptProgram, measured: Promise<ModelSummary>): Promise<ModelSummary> {
    const how = await program.ended();
    if (this.#server.isEnding) return measured;
    throw new ServerDied(how);
  }

  async #measure(program: KeptProgram): Promise<ModelSummary> {
    const { keeper, port } = this.#server;
    const ready = program.lineThat((line) => line === 'ready');
    if ((await within(PATIENCE_MS, ready, noWord('the server'))) === null)
      throw new ServerDied(await program.ended());
    this.#tell({ kind: 'model-started', model: this.#model, pid: program.pid });
    const meter = new ProcessMeter(program.pid);
    const load = new LoadRun(keeper, port, this.#config);
    await within(PATIENCE_MS, load.begin(), noWord('the load'));
    meter.restart();
    const sampler = new Sampler(load, meter, this.#server, this.#config, (sample) =>
      this.#tell({ kind: 'sample', model: this.#model, sample }),
    );
    try {
      const measuredMs = this.#config.seconds * 1000;
      const results = await within(measuredMs + PATIENCE_MS, load.finish(), noWord('the load'));
      const { process: used, calls } = sampler.end();
      const patience = setTimeout(GRACE_MS, undefined, { ref: false });
      await this.#server.endServer(program, patience);
      return summarize(results, used, calls);
    } finally {
      sampler.stop();
    }
  }
}

const noWord = (who: string) => () =>
  new LoadFailed(`${who} has said nothing for ${PATIENCE_MS / 1000} s`);

function aborted(signal: AbortSignal): Promise<null> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve(null);
    signal.addEventListener('abort', () => resolve(null), { once: true });
  });
}
