// Another thread that works on the other end of a socket while the test blocks on its own.
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { onTestFinished } from 'vitest';
import type { Socket } from '../../src/index.js';

/** A running scenario of test/fixtures/peer.mjs. */
export interface Peer {
  worker: Worker;
  /** Lets a peer that waits at its gate go on. */
  openGate(): void;
  /** The value the scenario ended with. */
  result: Promise<unknown>;
}

/** Starts a scenario over `socket`, which is given away, and waits until it is about to work. */
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
  await once(worker, 'message');
  return {
    worker,
    openGate: () => openGate(gate),
    result: once(worker, 'message').then(([value]) => value),
  };
};

const openGate = (gate: Int32Array): void => {
  Atomics.store(gate, 0, 1);
  Atomics.notify(gate, 0);
};
