// Two loads, each on a small and on a large pool: handlers that wait, and handlers that compute. The server has two cores, so that the
// comparison is the same on every machine.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Skipped, allowedCores, pinned, startServer } from '@fdset/benchmarks/kit';
import type { CommandLine, Metrics } from '@fdset/benchmarks/kit';
import { OneClient } from '../../walkthrough/one-client.js';
import { question } from '../question.js';

const SMALL = 2;
const LARGE = 8;
const CLIENTS = 8;
const CORES = 2;
const WARM_UPS = 2;

const PEERS = {
  'waiting, 2': ['WaitingHandler', SMALL],
  'waiting, 8': ['WaitingHandler', LARGE],
  'computing, 2': ['ComputingHandler', SMALL],
  'computing, 8': ['ComputingHandler', LARGE],
} as const;
type Peer = keyof typeof PEERS;

export const poolSizes = question({
  id: 'pool-sizes',
  summary: `${CLIENTS} requests at once, for pools of ${SMALL} and of ${LARGE} threads`,
  peers: Object.keys(PEERS) as Peer[],
  rounds: 3,
  trial: async (peer, { children: { ending } }) => {
    const server = await startServer(commandOf(PEERS[peer]), { signal: ending });
    try {
      const burst = (): Promise<Burst> => askAtOnce(Number(server.address), ending);
      // The threads of the pool have started, and their code is warm.
      for (let turn = 0; turn < WARM_UPS; turn += 1) await burst();
      const bursts = [await burst(), await burst()];
      return {
        meanMs: mean(bursts.map(({ meanMs }) => meanMs)),
        allMs: mean(bursts.map(({ allMs }) => allMs)),
      } satisfies Metrics;
    } finally {
      await server.stop();
    }
  },
});

const program = fileURLToPath(new URL('./claims-pool.js', import.meta.url));

/** @throws Skipped without taskset */
function commandOf([handler, size]: (typeof PEERS)[Peer]): CommandLine {
  if (spawnSync('taskset', ['--version']).error !== undefined)
    throw new Skipped(
      'taskset is not installed (apt install util-linux), which gives a server two cores',
    );
  const cores = allowedCores().slice(0, CORES).join(',');
  return pinned(cores, [process.execPath, program, handler, String(size)]);
}

interface Burst {
  readonly meanMs: number;
  /** Until the last one has its answer. */
  readonly allMs: number;
}

/** The times of the answers to requests that are made at once. */
async function askAtOnce(port: number, signal: AbortSignal): Promise<Burst> {
  const times = await Promise.all(Array.from({ length: CLIENTS }, () => ask(port, signal)));
  return { meanMs: mean(times), allMs: Math.max(...times) };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

async function ask(port: number, signal: AbortSignal): Promise<number> {
  const startedAt = performance.now();
  const client = await OneClient.connect('TCPServer', { host: '127.0.0.1', port }, signal);
  await client.ask();
  client.close();
  return performance.now() - startedAt;
}
