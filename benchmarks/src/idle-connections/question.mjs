// How much memory and processor time do 10,000 idle connections cost?
import { parseCase } from '../echo/cases.mjs';
import { echoPeers } from '../echo/peers.mjs';
import { runLoadQuestion } from '../harness/load-question.mjs';
import { runEchoTrial } from '../harness/trial.mjs';

const full = '10000x64x1';
const ours = ['fdset-recv-into', 'fdset-async', 'fdset-async-socket', 'fdset-async-server'];

const targets = ours.flatMap((peer) => [
  { peer, reference: 'node-net', metric: 'rssPerConnection', atMost: 1, cases: [full] },
  { peer, metric: 'idleTicks', atMost: 1, cases: [full] },
]);

export const idleConnections = {
  name: 'idle-connections',
  summary: '10,000 registered idle connections: processor time and memory for each',
  fullMinutes: 2,
  quickMinutes: 1,
  run: (context) =>
    runLoadQuestion(context, {
      unit: 'requests',
      reference: 'node-net',
      metric: 'rssPerConnection',
      columns: ['rssPerConnection', 'ratio', 'rss', 'idleTicks', 'idleCpu'],
      peers: echoPeers.filter(({ id }) => id !== 'fdset-raw' && id !== 'asyncio-protocol'),
      targets,
      cases: [{ ...parseCase(full), rounds: context.quick ? 2 : 3 }],
      parseCase,
      caseLabel: ({ connections }) => `${connections.toLocaleString('en')} idle connections`,
      times: { warmupMs: 0, measureMs: 1, idleMs: 2000 },
      trial: runEchoTrial,
    }),
};
