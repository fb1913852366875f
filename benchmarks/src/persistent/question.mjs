// What does a thread for each connection cost if the connections stay?
import { caseLabel, parseCase } from '../echo/cases.mjs';
import { echoPeers } from '../echo/peers.mjs';
import { runLoadQuestion } from '../harness/load-question.mjs';
import { runEchoTrial } from '../harness/trial.mjs';
import { cpython, fdset, native } from '../servers/peers.mjs';

const full = '200x64x1';
const forEver = 'EchoForEver';
const limit = native('thread-each', 'C, a thread for each', ['forever']);

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
      peers: [
        limit,
        echoPeers.find(({ id }) => id === 'c-epoll'),
        cpython('ThreadingTCPServer', forEver),
        fdset('ThreadingTCPServer', forEver),
      ],
      targets: [
        {
          peer: 'fdset-threading-tcp',
          reference: 'cpython-threading-tcp',
          atLeast: 1,
          cases: [full],
        },
      ],
      cases: [{ ...parseCase(full), rounds: context.quick ? 1 : 3 }],
      parseCase,
      caseLabel,
      times: { warmupMs: 3000, measureMs: 1500 },
      trial: runEchoTrial,
    }),
};
