// How much a server works while its clients say nothing, while they think between two lines, and while they do not pause.
import { setTimeout } from 'node:timers/promises';
import { awakeNs, treeCpuNs } from '@fdset/benchmarks/kit';
import type { Metrics } from '@fdset/benchmarks/kit';
import type { ServerReport } from '../../servers/tally.js';
import type { OneClient } from '../../walkthrough/one-client.js';
import type { ServerProcess } from '../../walkthrough/server-process.js';
import { question } from '../question.js';
import { connectTo, withServer } from './with-server.js';

const CLIENTS = 4;
const IDLE_MS = 150;
const TALK_MS = 200;
const THINK_MS = 20;

export const processorTime = question({
  id: 'processor-time',
  summary: `${CLIENTS} clients say nothing, then talk with pauses, then without`,
  peers: ['blocking', 'polling', 'select', 'epoll'],
  rounds: 3,
  trial: async (peer, { children }) => {
    const { result, report } = await withServer(children, peer, (server) =>
      measure(server, peer === 'blocking' ? 1 : CLIENTS),
    );
    const { eagains, elapsedMs } = report as ServerReport;
    return { ...result, refusalsPerSecond: (1000 * eagains) / elapsedMs };
  },
});

async function measure(server: ServerProcess, count: number): Promise<Metrics> {
  const clients = await Promise.all(Array.from({ length: count }, () => connectTo(server)));
  await Promise.all(clients.map((client) => client.ask()));
  const idle = await during(server, () => setTimeout(IDLE_MS, 0));
  const thinking = await during(server, () => talkAll(clients, THINK_MS));
  const busy = await during(server, () => talkAll(clients, 0));
  for (const client of clients) client.close();
  return {
    idleCpu: idle.cpu,
    idleAwake: idle.awake,
    thinkingCpu: thinking.cpu,
    thinkingCpuUs: thinking.cpuUsPerAnswer,
    busyCpuUs: busy.cpuUsPerAnswer,
  };
}

interface Work {
  /** The share of a core that was used. */
  readonly cpu: number;
  /** The share of the time in which the main thread was not asleep. */
  readonly awake: number;
  readonly cpuUsPerAnswer: number;
}

async function during({ pid }: ServerProcess, act: () => Promise<number>): Promise<Work> {
  const [startedAt, cpuBefore, awakeBefore] = [performance.now(), treeCpuNs(pid), awakeNs(pid)];
  const answers = await act();
  const cpuNs = treeCpuNs(pid) - cpuBefore;
  const awakeAfter = awakeNs(pid);
  const elapsedNs = (performance.now() - startedAt) * 1e6;
  const isCounted = awakeBefore !== null && awakeAfter !== null;
  return {
    cpu: cpuNs / elapsedNs,
    awake: isCounted ? (awakeAfter - awakeBefore) / elapsedNs : NaN,
    cpuUsPerAnswer: cpuNs / 1000 / answers,
  };
}

/** All clients talk for a while; returns how many answers they got. */
async function talkAll(clients: readonly OneClient[], thinkMs: number): Promise<number> {
  const until = performance.now() + TALK_MS;
  const counts = await Promise.all(clients.map((client) => talk(client, thinkMs, until)));
  return counts.reduce((sum, count) => sum + count, 0);
}

async function talk(client: OneClient, thinkMs: number, until: number): Promise<number> {
  let answers = 0;
  do {
    if (thinkMs > 0) await setTimeout(thinkMs);
    await client.ask();
    answers += 1;
  } while (performance.now() < until);
  return answers;
}
