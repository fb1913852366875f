// How long does one request take, and how much time does spinning save, compared with sleeping?
import { echoPeers } from '../echo/peers.mjs';
import { caseLabel, parseCase } from '../echo/cases.mjs';
import { runLoadQuestion } from '../harness/load-question.mjs';
import { runEchoTrial } from '../harness/trial.mjs';
import { latencyPeers } from './peers.mjs';

const busyPoll = 'fdset-busy-poll';
const rivals = ['c-epoll', 'node-net', 'bun', 'cpython-selectors'];

const targets = [
  ...rivals.map((reference) => ({
    peer: busyPoll,
    reference,
    metric: 'p50Ns',
    atMost: 0.45,
    cases: ['1x64x1'],
  })),
  { peer: busyPoll, metric: 'idleTicks', atMost: 1, cases: ['1x64x1'] },
];

export const latency = {
  name: 'latency',
  summary: 'one and few connections: round-trip time, with and without busyPollUs, then idling',
  fullMinutes: 4,
  quickMinutes: 1.5,
  run: (context) =>
    runLoadQuestion(context, {
      unit: 'requests',
      reference: 'c-epoll',
      metric: 'p50Ns',
      columns: ['p50', 'ratio', 'p99', 'perSecond', 'cpu', 'cpuRatio', 'busy', 'idleTicks'],
      peers: latencyPeers(echoPeers, rivals),
      targets,
      cases: ['1x64x1', '8x64x1'].map((id) => ({
        ...parseCase(id),
        rounds: context.quick ? 2 : 7,
      })),
      parseCase,
      caseLabel,
      times: { warmupMs: 300, measureMs: 500, idleMs: 1000 },
      trial: runEchoTrial,
    }),
};
