// Do threads and processes use the second core when handlers compute?
import { runLoadQuestion } from '../harness/load-question.mjs';
import { runConnectTrial } from '../harness/trial.mjs';
import { cpython, fdset } from '../servers/peers.mjs';

// Both languages use the same algorithm. CPython gets fewer rounds, so that a request takes a few milliseconds in both.
// Each language is compared only with itself.
const jsRounds = 3_000_000;
const pythonRounds = 20_000;

const handler = 'Compute';
const options = { context: { rounds: jsRounds } };
const ours = (name) => fdset(name, handler, { options });
const cpythonSequential = cpython('TCPServer', handler, [String(pythonRounds)]);
const cpythonThreads = cpython('ThreadingTCPServer', handler, [String(pythonRounds)]);
const sequential = ours('TCPServer');
const parallel = ['ThreadingTCPServer', 'ThreadPoolTCPServer', 'ProcessPoolTCPServer'].map(ours);

const parseCase = (id) => {
  const match = /^(\d+)-clients$/.exec(id);
  return match === null ? null : { id, clients: Number(match[1]), bothCores: true };
};

export const cpuBound = {
  name: 'cpu-bound',
  summary: 'handlers that compute, on both cores: threads and processes against one after another',
  fullMinutes: 2,
  quickMinutes: 1,
  run: (context) =>
    runLoadQuestion(context, {
      unit: 'requests',
      reference: sequential.id,
      columns: ['perSecond', 'ratio', 'ownRatio', 'cpu', 'p50', 'p99', 'busy'],
      peers: [
        sequential,
        ...parallel,
        cpythonSequential,
        { ...cpythonThreads, base: cpythonSequential.id },
      ],
      targets: parallel.map(({ id }) => ({
        peer: id,
        reference: sequential.id,
        atLeast: 1.8,
        cases: ['8-clients'],
      })),
      cases: [{ ...parseCase('8-clients'), rounds: context.quick ? 2 : 7 }],
      parseCase,
      caseLabel: ({ clients }) => `${clients} clients, a few ms of computation each`,
      times: { warmupMs: 1500, measureMs: 1500 },
      trial: runConnectTrial,
    }),
};
