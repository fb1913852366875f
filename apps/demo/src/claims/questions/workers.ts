// What serving a client costs beside the answer: a thread or process for each, started anew or kept.
import { median, processTree, threadIds } from '@fdset/benchmarks/kit';
import type { Metrics } from '@fdset/benchmarks/kit';
import type { ServerProcess } from '../../walkthrough/server-process.js';
import { question } from '../question.js';
import { connectTo, withServer } from './with-server.js';

const IN_TURN = 5;
const AT_ONCE = 4;

export const workers = question({
  id: 'workers',
  summary: `${IN_TURN} clients in turn, then ${AT_ONCE} at once`,
  peers: ['blocking', 'threads anew', 'threads', 'processes'],
  rounds: 3,
  trial: async (peer, { children }) => {
    const { result } = await withServer(children, peer, (server) =>
      measure(server, peer === 'blocking' ? 1 : AT_ONCE),
    );
    return result;
  },
});

async function measure(server: ServerProcess, atOnce: number): Promise<Metrics> {
  const own = threadsOf(server);
  const [warmUp, inTurn] = [new Set<number>(), new Set<number>()];
  await serveOne(server, own, warmUp);
  const times: number[] = [];
  while (times.length < IN_TURN) times.push(await serveOne(server, own, inTurn));
  // The thread of the warm-up may end while the next client is served: it counts only where it served that one, too.
  const later = [...inTurn].filter((id) => !warmUp.has(id));
  const together = await serveTogether(server, own, atOnce);
  return {
    connectionMs: median(times),
    threadsPerClientInTurn: (later.length || inTurn.size) / IN_TURN,
    threadsPerClientAtOnce: together.size / atOnce,
  };
}

/** Serves one client, and notes the threads that are there besides the server's own while it is served. */
async function serveOne(
  server: ServerProcess,
  own: ReadonlySet<number>,
  seen: Set<number>,
): Promise<number> {
  const startedAt = performance.now();
  const client = await connectTo(server);
  await client.ask();
  const askedMs = performance.now() - startedAt;
  for (const id of newThreads(server, own)) seen.add(id);
  const leavingAt = performance.now();
  await client.leave();
  return askedMs + performance.now() - leavingAt;
}

async function serveTogether(
  server: ServerProcess,
  own: ReadonlySet<number>,
  count: number,
): Promise<Set<number>> {
  const clients = await Promise.all(Array.from({ length: count }, () => connectTo(server)));
  await Promise.all(clients.map((client) => client.ask()));
  const threads = newThreads(server, own);
  await Promise.all(clients.map((client) => client.leave()));
  return threads;
}

function newThreads(server: ServerProcess, own: ReadonlySet<number>): Set<number> {
  return new Set([...threadsOf(server)].filter((id) => !own.has(id)));
}

function threadsOf({ pid }: ServerProcess): Set<number> {
  return new Set(processTree(pid).flatMap(threadIds));
}
