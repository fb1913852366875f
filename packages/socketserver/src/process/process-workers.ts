// Makes the processes of one server. They are forked where that works, and spawned where it does not.
import { setTimeout as delay } from 'node:timers/promises';
import type { StartMethod } from '../strategy/pool-options.js';
import { isShortage } from '../strategy/shortage.js';
import { RETRY_MS } from '../strategy/worker.js';
import type { WorkerFactory, MakeWorker } from '../strategy/worker.js';
import { isUnusable } from '../worker/plain-error.js';
import { spawnChild } from './child.js';
import { ForkServer } from './fork-server.js';
import type { ProcessOrder } from './process-messages.js';
import { ProcessWorker } from './process-worker.js';
import { LateForkError, testForks } from './test-forks.js';

// Children are killed half a second after they were asked to end. A fork server that has not reported their ends long after
// that never will.
const STUCK_MS = 2000;

// A shortage may be over in a moment. A test child that did not end in time has waited long enough and is not tried again.
const MOST_TRIES = 3;

/** The parameters of a server's processes. */
export interface ProcessWorkersStart {
  readonly start: ProcessOrder;
  /** The server's socket if handlers answer over it, else null. */
  readonly serverFd: number | null;
  readonly method: StartMethod;
  /** Called with the reason when forking does not work. */
  readonly onFallback: (error: unknown) => void;
  /** Called when a request waits for a process that cannot be forked now. */
  readonly onShortage: (error: unknown) => void;
}

/** Makes the processes of one server. */
export class ProcessWorkers implements WorkerFactory {
  readonly #options: ProcessWorkersStart;
  #method: StartMethod;
  #forkServer: ForkServer | null = null;
  /** Settles when nothing of the last try to fork is left. */
  #tried: Promise<unknown> = Promise.resolve();
  readonly #stopping = new AbortController();

  constructor(options: ProcessWorkersStart) {
    this.#options = options;
    this.#method = options.method;
  }

  async start(): Promise<void> {
    if (this.#method === 'spawn' || this.#forkServer !== null) return;
    const { onFallback, onShortage } = this.#options;
    for (let tries = 1; ; tries++) {
      const tried = (this.#tried = this.#tryToFork());
      const error = await tried;
      if (error === null || this.#isStopped) return;
      if (isUnusable(error)) throw error;
      const helps = isShortage(error) && !(error instanceof LateForkError);
      if (!helps || tries === MOST_TRIES) return this.#fallBack(error, onFallback);
      onShortage(error);
      await delay(RETRY_MS);
      if (this.#isStopped) return;
    }
  }

  // A shortage does not show whether this machine can fork, so the next serving tries again.
  #fallBack(error: unknown, onFallback: (error: unknown) => void): void {
    if (!isShortage(error)) this.#method = 'spawn';
    onFallback(error);
  }

  async #tryToFork(): Promise<Error | null> {
    const { start, serverFd, onShortage } = this.#options;
    const forkServer = new ForkServer(start, serverFd, onShortage);
    this.#forkServer = forkServer;
    try {
      await forkServer.start();
      await testForks(forkServer, this.#stopping.signal);
      return null;
    } catch (error) {
      this.#forkServer = null;
      await forkServer.close();
      return error as Error;
    }
  }

  readonly make: MakeWorker = (listener) => {
    const { start, serverFd, onShortage } = this.#options;
    const forkServer = this.#forkServer;
    return new ProcessWorker(
      (channel) => forkServer?.fork(channel) ?? spawnChild(start, serverFd, channel),
      listener,
      onShortage,
      start.requestsPerWorker,
    );
  };

  async stop(workersGone: Promise<unknown>): Promise<void> {
    this.#stopping.abort();
    await soon(workersGone);
    await this.#forkServer?.close();
    await soon(this.#tried);
  }

  get #isStopped(): boolean {
    return this.#stopping.signal.aborted;
  }
}

/** Waits for what should be over soon, and not for ever. */
const soon = async (over: Promise<unknown>): Promise<void> => {
  const timer = new AbortController();
  await Promise.race([over, delay(STUCK_MS, null, timer).catch(() => {})]);
  timer.abort();
};
