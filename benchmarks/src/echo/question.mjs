// How many requests a second does an echo server answer, and what does each cost?
import { runLoadQuestion } from '../harness/load-question.mjs';
import { runEchoTrial } from '../harness/trial.mjs';
import { allCases, caseLabel, parseCase, quickCases } from './cases.mjs';
import { echoPeers, reference } from './peers.mjs';
import { echoTargets } from './targets.mjs';

const fullTimes = { warmupMs: 250, measureMs: 400 };
const quickTimes = { warmupMs: 100, measureMs: 200 };

export const echo = {
  name: 'echo',
  summary: 'TCP echo: requests per second and processor time per request',
  fullMinutes: 12,
  run: (context) =>
    runLoadQuestion(context, {
      unit: 'requests',
      reference,
      peers: echoPeers,
      targets: echoTargets,
      cases: context.quick ? quickCases() : allCases(),
      parseCase,
      caseLabel,
      times: context.quick ? quickTimes : fullTimes,
      trial: runEchoTrial,
    }),
};
