// Looks at a model under load every quarter of a second, until its measured time is over. What comes after it is not counted by the load:
// the server would look as if it had stopped, and then as if it answered clients that nobody has any more.
import { monotonicMs } from '@fdset/posix';
import type { LoadRun } from '../load/load-run.js';
import type { CallCounts, ProcessSample, Sample } from '../protocol/lab-event.js';
import type { RunConfig } from '../protocol/run-config.js';
import type { ModelServer } from './model-server.js';
import type { ProcessMeter } from './process-meter.js';

const EVERY_MS = 250;

/** What the server had done when the measured time ended. */
export interface Done {
  readonly calls: CallCounts;
  readonly process: ProcessSample;
}

export class Sampler {
  readonly #timer: NodeJS.Timeout;
  readonly #ending: NodeJS.Timeout;
  readonly #look: () => Done;
  #done: Done | null = null;

  constructor(
    load: LoadRun,
    meter: ProcessMeter,
    server: ModelServer,
    { seconds }: Pick<RunConfig, 'seconds'>,
    tell: (sample: Sample) => void,
  ) {
    const beganMs = monotonicMs();
    const lastMs = seconds * 1000;
    this.#look = () => {
      load.stopCounting();
      return { calls: server.counts(), process: meter.summary() };
    };
    this.#timer = setInterval(() => {
      const atMs = monotonicMs() - beganMs;
      if (atMs > lastMs) return;
      const [loaded, process, calls] = [load.current(), meter.sample(), server.counts()];
      tell({ atMs, load: loaded, process, calls, ...server.queue() });
    }, EVERY_MS);
    this.#ending = setTimeout(() => this.end(), lastMs);
  }

  /** Ends with the measured time, or earlier when the load has ended. */
  end(): Done {
    this.stop();
    return (this.#done ??= this.#look());
  }

  stop(): void {
    clearInterval(this.#timer);
    clearTimeout(this.#ending);
  }
}
