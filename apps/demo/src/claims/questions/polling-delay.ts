// How soon a client is answered by a server that polls, and by one that sleeps in epoll, with and without idle clients beside it.
// The load is `fdset bench`, in a process of its own.
import type { Metrics } from '@fdset/benchmarks/kit';
import { createConnection } from '@fdset/socket';
import type { Children } from '../../walkthrough/children.js';
import { runBench } from '../../walkthrough/run-bench.js';
import type { ServerProcess } from '../../walkthrough/server-process.js';
import { question } from '../question.js';
import { withServer } from './with-server.js';

/** Far more clients than one that asks: the server polls each of them in every round. */
export const IDLE = 200;
/** One request at a time. */
const LOAD = { connections: 1, warmupMs: 100, durationMs: 300 };

const PEERS = {
  'polling, alone': ['polling', 0],
  'epoll, alone': ['epoll', 0],
  'polling, among idle': ['polling', IDLE],
  'epoll, among idle': ['epoll', IDLE],
} as const;
type Peer = keyof typeof PEERS;

export const pollingDelay = question({
  id: 'polling-delay',
  summary: `a client asks, alone and among ${IDLE} idle ones`,
  peers: Object.keys(PEERS) as Peer[],
  rounds: 3,
  trial: async (peer, { children }) => {
    const [model, idle] = PEERS[peer];
    const { result } = await withServer(children, model, (server) =>
      measure(children, server, idle),
    );
    return result;
  },
});

async function measure(
  children: Children,
  { port }: ServerProcess,
  idle: number,
): Promise<Metrics> {
  const silent = Array.from({ length: idle }, () => createConnection({ host: '127.0.0.1', port }));
  try {
    const { achievedRate, latency } = await runBench(children, port, LOAD);
    return { perSecond: achievedRate, p50Us: latency.p50Ms * 1000 };
  } finally {
    for (const one of silent) one.close();
  }
}
