// The server of one model of a run: its listener, its keeper, its process, and what can be measured of them from outside. The listener is
// made here, so that the server cannot be asked for a place that is not there yet, and its accept queue can be looked at.
import { createListener, isInetAddress } from '@fdset/socket';
import type { Socket } from '@fdset/socket';
import { CountReceiver } from '../counts/count-receiver.js';
import { Keeper } from '../keeper/keeper.js';
import type { KeptProgram } from '../keeper/kept-program.js';
import type { CallCounts } from '../protocol/lab-event.js';
import type { ModelId, RunConfig } from '../protocol/run-config.js';
import { countsWaits, usesRing } from '../server/models.js';
import { BACKLOG, SERVER_CONFIG_VARIABLE } from '../server/server-config.js';
import type { ServerConfig } from '../server/server-config.js';
import { listenerQueue } from './listener-queue.js';
import type { ListenerQueue } from './listener-queue.js';

export class ModelServer {
  readonly keeper: Keeper;
  readonly port: number;
  /** Whether it was told to end. */
  isEnding = false;
  readonly #model: ModelId;
  readonly #config: RunConfig;
  readonly #listener: Socket;
  readonly #counts = new CountReceiver();
  #lastQueue: ListenerQueue = { acceptQueue: 0, backlog: 0 };

  constructor(model: ModelId, config: RunConfig) {
    this.#model = model;
    this.#config = config;
    try {
      this.#listener = createListener({ host: '127.0.0.1', port: 0 }, { backlog: BACKLOG });
      this.port = portOf(this.#listener);
      this.keeper = new Keeper(this.#listener.fileno());
    } catch (error) {
      this.#counts.close();
      throw error;
    }
  }

  /** Starts the server; its first line is `ready`. */
  start(): KeptProgram {
    const { messageBytes, handlerCost, handlerMs, poolSize } = this.#config;
    const counts = this.#counts.address;
    const told = { model: this.#model, messageBytes, handlerCost, handlerMs, poolSize, counts };
    return this.keeper.start('server', [], {
      [SERVER_CONFIG_VARIABLE]: JSON.stringify(told satisfies ServerConfig),
    });
  }

  /** What it has counted until now. */
  counts(): CallCounts {
    this.#counts.drain();
    const { waits, ringEnters, ...calls } = this.#counts.total();
    return {
      ...calls,
      waits: countsWaits(this.#model) ? waits : null,
      ringEnters: usesRing(this.#model) ? ringEnters : null,
    };
  }

  queue(): ListenerQueue {
    if (!this.#listener.closed) this.#lastQueue = listenerQueue(this.#listener);
    return this.#lastQueue;
  }

  /** Tells the server to end, and waits until it has, or until `patience` is over. */
  async endServer(program: KeptProgram, patience: Promise<unknown>): Promise<void> {
    this.isEnding = true;
    this.keeper.signal(program, 'SIGTERM');
    await Promise.race([program.ended(), patience]);
  }

  /** Ends all processes, and lets go of everything. */
  async close(): Promise<void> {
    this.#listener.close();
    await this.keeper.end();
    this.#counts.close();
  }
}

function portOf(listener: Socket): number {
  const address = listener.getsockname();
  return isInetAddress(address) ? address.port : 0;
}
