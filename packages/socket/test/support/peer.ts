// A thread that works on one end of a socket while the test blocks on the other end.
import { on } from 'node:events';
import { Worker } from 'node:worker_threads';
import { onTestFinished } from 'vitest';
import type { Socket } from '../../src/index.js';

/** A running scenario of test/fixtures/peer.mjs. */
export interface Peer {
  worker: Worker;
  /** Lets the peer go on if it waits at its gate. */
  openGate(): void;
  /** The result of the scenario. */
  result: Promise<unknown>;
  /** Resolves when the thread has ended. */
  ended: Promise<unknown>;
}

/** Gives `socket` to a thread, starts a scenario there, and waits until it is about to begin. */
export const startPeer = async (
  scenario: string,
  socket: Socket | null,
  options: Record<string, unknown> = {},
): Promise<Peer> => {
  const gate = new Int32Array(new SharedArrayBuffer(4));
  const fd = socket?.detach() ?? -1;
  const worker = new Worker(new URL('../fixtures/peer.mjs', import.meta.url), {
    workerData: { scenario, fd, gate, ...options },
  });
  onTestFinished(async () => {
    await worker.terminate();
  });
  // The listeners are added before the first await, because a thread that ends delivers its last messages and its end
  // in one turn.
  const ended = new Promise((resolve) => worker.once('exit', resolve));
  const messages = collectMessages(worker);
  await messages.next();
  return { worker, openGate: () => openGate(gate), result: messages.next(), ended };
};

const collectMessages = (worker: Worker): { next(): Promise<unknown> } => {
  const messages = on(worker, 'message', { close: ['exit'] });
  return { next: async () => ((await messages.next()).value as unknown[] | undefined)?.[0] };
};

const openGate = (gate: Int32Array): void => {
  Atomics.store(gate, 0, 1);
  Atomics.notify(gate, 0);
};
