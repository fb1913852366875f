// How many requests a second does an echo server answer, and what does each cost?
import { runLoadQuestion } from '../harness/load-question.mjs';
import { runEchoTrial } from '../harness/trial.mjs';
import { allCases, caseLabel, parseCase, quickCases } from './cases.mjs';
import { echoPeers, reference } from './peers.mjs';
import { echoTargets } from './targets.mjs';

const times = { warmupMs: 250, measureMs: 400 };

const ask = (context, choice) =>
  runLoadQuestion(context, {
    unit: 'requests',
    reference,
    targets: echoTargets,
    parseCase,
    caseLabel,
    times,
    trial: runEchoTrial,
    ...choice,
  });

export const echo = {
  name: 'echo',
  summary: 'TCP echo: requests per second and processor time per request',
  fullMinutes: 23,
  quickMinutes: 1.5,
  run: (context) =>
    ask(context, { peers: echoPeers, cases: context.quick ? quickCases() : allCases() }),
};

const onNodePeers = echoPeers.filter(
  ({ id, ours }) => ours || id === reference || id === 'node-net',
);

/** Measures the cases of the targets again on the Node that runs this command, if that is not Node 24. */
export const echoOwnNode = {
  name: 'echo-own-node',
  summary: 'the same on the Node that runs this command, when that is not Node 24',
  fullMinutes: 2,
  quickMinutes: 1,
  usesOwnNode: true,
  run: (context) =>
    ask(context, {
      peers: onNodePeers,
      cases: quickCases().map((one) => ({ ...one, rounds: context.quick ? 3 : 5 })),
    }),
};
