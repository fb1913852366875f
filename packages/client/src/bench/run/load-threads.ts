// The threads of one run: they open their connections, begin together, and end; what they have counted is in their boards.
import { Worker } from 'node:worker_threads';
import { monotonicMs } from '@fdset/posix';
import type { LoadPlan } from '../load-plan.js';
import { LoadControl } from '../measure/load-control.js';
import { ThreadBoard, newBoardMemory } from '../measure/thread-board.js';
import type { ThreadData, ThreadMessage } from '../worker/bench-worker.js';
import type { ThreadFailures } from '../worker/error-counts.js';
import { OpenError } from './open-error.js';

/** What a run has given. */
export interface LoadResult {
  readonly boards: readonly ThreadBoard[];
  readonly errors: Readonly<Record<string, number>>;
  readonly firstWrong: Uint8Array | null;
  readonly wasStopped: boolean;
}

interface LoadThreadHandle {
  readonly worker: Worker;
  readonly board: ThreadBoard;
  readonly ready: Promise<void>;
  readonly done: Promise<ThreadFailures>;
}

/** One run over the threads of its plan. */
export class LoadThreads {
  readonly #control = new LoadControl();
  readonly #threads: readonly LoadThreadHandle[];
  #isStopped = false;

  constructor(plan: LoadPlan) {
    this.#threads = Array.from({ length: plan.threads }, (_, index) => this.#start(plan, index));
  }

  get boards(): readonly ThreadBoard[] {
    return this.#threads.map(({ board }) => board);
  }

  /** Ends the run early; what was measured counts. */
  stop(): void {
    this.#isStopped = true;
    this.#control.stop();
  }

  /** @throws {OpenError} when a connection cannot be opened */
  async run(onBegin: () => void): Promise<LoadResult> {
    try {
      await Promise.all(this.#threads.map(({ ready }) => ready));
      onBegin();
      if (!this.#isStopped) this.#control.begin(monotonicMs());
      const failures = await Promise.all(this.#threads.map(({ done }) => done));
      return { boards: this.boards, ...together(failures), wasStopped: this.#isStopped };
    } finally {
      this.#control.stop();
      await Promise.all(this.#threads.map(({ worker }) => worker.terminate()));
    }
  }

  #start(plan: LoadPlan, index: number): LoadThreadHandle {
    const memory = newBoardMemory();
    const share = { index, of: plan.threads };
    const own = { ...plan, connections: shareOf(plan.connections, share) };
    const workerData: ThreadData = {
      plan: own,
      board: memory,
      control: this.#control.memory,
      share,
    };
    const worker = new Worker(new URL('./bench-worker.js', import.meta.url), { workerData });
    return { worker, board: new ThreadBoard(memory), ...hear(worker) };
  }
}

/** What a thread says. Each promise rejects with the failure, and `run` hears of it by whichever it waits for. */
function hear(worker: Worker): Pick<LoadThreadHandle, 'ready' | 'done'> {
  const done = new Promise<ThreadFailures>((resolve, reject) => {
    worker.once('error', reject);
    worker.on('message', (message: ThreadMessage) => {
      if (message.kind === 'done') resolve(message);
      else if (message.kind === 'failed') reject(new OpenError(message));
    });
  });
  const ready = new Promise<void>((resolve, reject) => {
    worker.on('message', ({ kind }: ThreadMessage) => kind === 'ready' && resolve());
    done.catch(reject);
  });
  ready.catch(() => {});
  return { ready, done };
}

/** The first threads have one more, where it does not come out even. */
const shareOf = (all: number, { index, of }: { index: number; of: number }): number =>
  Math.floor(all / of) + (index < all % of ? 1 : 0);

const together = (failures: readonly ThreadFailures[]): ThreadFailures => ({
  errors: sum(failures.map(({ errors }) => errors)),
  firstWrong: failures.find(({ firstWrong }) => firstWrong !== null)?.firstWrong ?? null,
});

function sum(counts: readonly Record<string, number>[]): Record<string, number> {
  const all: Record<string, number> = {};
  for (const one of counts)
    for (const [kind, count] of Object.entries(one)) all[kind] = (all[kind] ?? 0) + count;
  return all;
}
