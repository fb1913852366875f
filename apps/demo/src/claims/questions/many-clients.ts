// Many clients at once on a server with one thread: how many are answered while all of them stay?
import { setTimeout } from 'node:timers/promises';
import { treeThreads } from '@fdset/benchmarks/kit';
import type { Metrics } from '@fdset/benchmarks/kit';
import type { OneClient } from '../../walkthrough/one-client.js';
import type { ServerProcess } from '../../walkthrough/server-process.js';
import { question } from '../question.js';
import { askOnce, connectTo, withServer } from './with-server.js';

export const CLIENTS = 100;
/** How long the blocking server is given to answer a second client, which it does when the first leaves. */
const CHANCE_MS = 150;

export const manyClients = question({
  id: 'many-clients',
  summary: `${CLIENTS} clients connect, ask, and stay`,
  peers: ['select', 'blocking'],
  rounds: 3,
  trial: async (peer, { children }) => {
    const { result } = await withServer(children, peer, (server) =>
      measure(server, peer === 'blocking'),
    );
    return result;
  },
});

async function measure(server: ServerProcess, isBlocking: boolean): Promise<Metrics> {
  await askOnce(server);
  const threads = treeThreads(server.pid);
  const clients = await Promise.all(Array.from({ length: CLIENTS }, () => connectTo(server)));
  let answered = 0;
  const startedAt = performance.now();
  const asking = clients.map(async (client) => {
    await client.ask();
    answered += 1;
  });
  await (isBlocking ? Promise.any(asking).then(() => setTimeout(CHANCE_MS)) : Promise.all(asking));
  const figures = {
    answered,
    allMs: performance.now() - startedAt,
    moreThreads: treeThreads(server.pid) - threads,
  };
  await leaveAll(clients, asking);
  return figures;
}

/** Whoever is still waiting has asked in vain. */
async function leaveAll(
  clients: readonly OneClient[],
  asking: readonly Promise<void>[],
): Promise<void> {
  for (const client of clients) client.close();
  await Promise.allSettled(asking);
}
