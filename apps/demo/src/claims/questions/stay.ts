// Clients that connect and say nothing, and another one that comes and asks: who waits for whom?
import { setTimeout } from 'node:timers/promises';
import { processTree, threadIds } from '@fdset/benchmarks/kit';
import type { Metrics } from '@fdset/benchmarks/kit';
import { createConnection } from '@fdset/socket';
import type { Socket } from '@fdset/socket';
import { treeBytes } from '../../walkthrough/memory.js';
import type { ServerProcess } from '../../walkthrough/server-process.js';
import { untilCalm } from '../../walkthrough/until-calm.js';
import { question } from '../question.js';
import { askOnce, connectTo, withServer } from './with-server.js';

/** One more than the pool has threads. */
const SILENT = 3;
/** The silent ones stay for so long at least, and for longer where a first answer takes its time. */
const LEAST_STAY_MS = 150;
const LONGER_THAN_ANSWER = 8;

export const stay = question({
  id: 'stay',
  summary: `${SILENT} clients connect and say nothing; another one asks`,
  peers: [
    'blocking',
    'threads anew',
    'processes',
    'pool of 2',
    'polling',
    'select',
    'TCPServer',
    'ThreadingTCPServer',
    'AsyncTCPServer',
  ],
  rounds: 3,
  trial: async (peer, { children }) => {
    const { result } = await withServer(children, peer, (server) =>
      measure(server, { needsNewThread: peer === 'ThreadingTCPServer' }),
    );
    return result;
  },
});

/** A kept thread gives the second answer, but the newcomer needs another one: `needsNewThread`. */
async function measure(
  server: ServerProcess,
  { needsNewThread }: { readonly needsNewThread: boolean },
): Promise<Metrics> {
  // What is started with the first request, such as the server that forks, is there afterwards.
  const firstMs = await askOnce(server);
  const laterMs = await askOnce(server);
  const answerMs = needsNewThread ? Math.max(firstMs, laterMs) : laterMs;
  const stayMs = Math.max(LEAST_STAY_MS, LONGER_THAN_ANSWER * answerMs);
  await untilCalm(server.pid);
  const before = footprint(server.pid);
  const silent = Array.from({ length: SILENT }, () =>
    createConnection({ host: '127.0.0.1', port: server.port }),
  );
  try {
    return { stayMs, ...(await comeAndAsk(server, silent, { stayMs, before })) };
  } finally {
    for (const one of silent) one.close();
  }
}

interface Footprint {
  /** By their ids: a thread of an earlier client that ends meanwhile must not hide a new one. */
  readonly threads: ReadonlySet<number>;
  readonly processes: number;
  readonly bytes: number;
}

async function comeAndAsk(
  server: ServerProcess,
  silent: readonly Socket[],
  { stayMs, before }: { readonly stayMs: number; readonly before: Footprint },
): Promise<Metrics> {
  const startedAt = performance.now();
  const leaving = leaveLater(server, silent, stayMs);
  const client = await connectTo(server);
  const connectMs = performance.now() - startedAt;
  await client.ask();
  const answerMs = performance.now() - startedAt;
  const during = await leaving;
  client.close();
  return { connectMs, answerMs, ofStay: answerMs / stayMs, ...perClient(before, during) };
}

/** What the server has while the silent clients are there, just before they leave. */
async function leaveLater(
  { pid }: ServerProcess,
  silent: readonly Socket[],
  stayMs: number,
): Promise<Footprint> {
  await setTimeout(stayMs);
  const during = footprint(pid);
  for (const one of silent) one.close();
  return during;
}

function perClient(before: Footprint, during: Footprint): Metrics {
  const clients = SILENT + 1;
  return {
    threads: [...during.threads].filter((id) => !before.threads.has(id)).length,
    processes: during.processes - before.processes,
    bytesPerClient: (during.bytes - before.bytes) / clients,
  };
}

function footprint(pid: number): Footprint {
  return {
    threads: new Set(processTree(pid).flatMap(threadIds)),
    processes: processTree(pid).length,
    bytes: treeBytes(pid) ?? NaN,
  };
}
