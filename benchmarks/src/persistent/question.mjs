// What does a thread for each connection cost if the connections stay, and what do async handlers that share a few threads?
import { caseLabel, parseCase } from '../echo/cases.mjs';
import { echoPeers } from '../echo/peers.mjs';
import { runLoadQuestion } from '../harness/load-question.mjs';
import { runEchoTrial } from '../harness/trial.mjs';
import { cpython, fdset, native } from '../servers/peers.mjs';

const full = '200x64x1';
const forEver = 'EchoForEver';
// Both cores serve, and the load has what they leave: the rate says little, the processor time of a request does.
const bothCores = `${full}-both`;
const shared = (maxWorkers) =>
  fdset('ThreadPoolTCPServer', 'EchoAsync', {
    id: `shared-${maxWorkers}`,
    label: `ThreadPoolTCPServer, async, ${maxWorkers} worker${maxWorkers > 1 ? 's' : ''}`,
    options: { minWorkers: maxWorkers, maxWorkers, requestsPerWorker: 1000 },
  });
const limit = native('thread-each', 'C, a thread for each', ['forever']);

const parse = (id) =>
  id === bothCores
    ? { ...parseCase(full), id, bothCores: true, peers: ['fdset-shared-1', 'fdset-shared-2'] }
    : parseCase(id);

const peers = [
  limit,
  echoPeers.find(({ id }) => id === 'c-epoll'),
  cpython('ThreadingTCPServer', forEver),
  fdset('ThreadingTCPServer', forEver),
  shared(1),
  shared(2),
  fdset('AsyncTCPServer', 'EchoAsync', { id: 'async-server', label: 'AsyncTCPServer' }),
];

const targets = [
  {
    peer: 'fdset-threading-tcp',
    reference: 'cpython-threading-tcp',
    atLeast: 1,
    cases: [full],
  },
  {
    peer: 'fdset-shared-1',
    reference: 'cpython-threading-tcp',
    atLeast: 1.5,
    cases: [full],
  },
  {
    peer: 'fdset-shared-2',
    reference: 'fdset-shared-1',
    metric: 'cpuNsPerRequest',
    atMost: 1.1,
    cases: [bothCores],
  },
];

export const persistent = {
  name: 'persistent',
  summary: '200 connections that stay, a thread for each: echoes per second, beside CPython',
  fullMinutes: 3,
  quickMinutes: 1,
  run: (context) =>
    runLoadQuestion(context, {
      unit: 'requests',
      reference: limit.id,
      columns: ['perSecond', 'ratio', 'cpu', 'cpuRatio', 'p50', 'p99', 'busy', 'loadBusy'],
      peers,
      targets,
      cases: [full, bothCores].map((id) => ({ ...parse(id), rounds: context.quick ? 1 : 3 })),
      parseCase: parse,
      caseLabel: (one) => (one.bothCores ? `${caseLabel(one)}, both cores` : caseLabel(one)),
      times: { warmupMs: 3000, measureMs: 1500 },
      trial: runEchoTrial,
    }),
};
