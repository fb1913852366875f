// Runs one question or all of them and reports each as soon as it is answered.
import { say } from '@fdset/tooling/say';
import { SetUpError } from '@fdset/tooling/set-up-error';

import { chooseQuestions } from './choose-questions.mjs';
import { chooseCores } from './kit/cores.mjs';
import { describeRun } from './harness/describe-run.mjs';
import { arePeersInstalled, installPeers } from './harness/peer-packages.mjs';
import { bun, compilerVersion, node24, nodeAt, ownNode, python } from './harness/runtimes.mjs';
import { loadReport } from './report/load-report.mjs';
import { ratioPlot } from './report/ratio-plot.mjs';
import { readKept, resultPath, writeResult, writeText } from './report/result-files.mjs';

const chooseNode = ({ node, ownNode: own }) => {
  if (node !== undefined) return nodeAt(node);
  return own ? ownNode() : (node24() ?? ownNode());
};

const isPartial = ({ quick, peers, cases, rounds, measureMs, node, ownNode: own, install }) =>
  Boolean(quick || peers || cases || rounds || measureMs || node || own || !install);

const createContext = (options, signal) => ({
  signal,
  cores: chooseCores(),
  runtimes: {
    node: chooseNode(options),
    bun: bun(),
    python: python(),
    hasPeers: arePeersInstalled(),
  },
  quick: options.quick ?? false,
  peerIds: options.peers ?? null,
  caseIds: options.cases ?? null,
  rounds: options.rounds ?? null,
  times: options.measureMs === undefined ? {} : { measureMs: options.measureMs },
  seed: options.seed ?? Date.now() % 1_000_000,
});

const versionsOf = ({ node, bun: itsBun, python: itsPython }) => ({
  node: node.version,
  bun: itsBun?.version ?? null,
  python: itsPython?.version ?? null,
  cc: compilerVersion(),
});

const contextOf = (question, context) => {
  if (!question.usesOwnNode) return context;
  const node = ownNode();
  if (node.version === context.runtimes.node.version) return null;
  return { ...context, runtimes: { ...context.runtimes, node } };
};

const save = (question, options, result) => {
  const partial = isPartial(options);
  const path = options.out ?? resultPath(question.name, { partial, machine: result.machine });
  const written = [writeResult(path, result)];
  const plot = ratioPlot(result);
  if (plot !== null) written.push(writeText(path.replace(/(\.json)?$/, '.svg'), plot));
  say(
    `\n${written.join(' and ')} written after ${result.seconds} s (Node ${result.versions.node})`,
  );
};

const answer = async (question, common, options) => {
  say(`${question.name}: ${question.summary}`);
  const missing = question.missing?.() ?? null;
  if (missing !== null) {
    say(`  left out: ${missing}`);
    return;
  }
  const context = contextOf(question, common);
  if (context === null) {
    say('  this is that Node: nothing to measure');
    return;
  }
  const startedAt = Date.now();
  const head = describeRun(question.name, argumentsAfterName(question.name));
  const body = await question.run(context);
  const seconds = Math.round((Date.now() - startedAt) / 1000);
  const result = { ...head, seconds, versions: versionsOf(context.runtimes), ...body };
  const beside = { quick: context.quick, full: readKept(question.name, result.machine) };
  process.stdout.write(`${loadReport(result, beside)}\n`);
  save(question, options, result);
};

const argumentsAfterName = (name) => process.argv.slice(2).filter((arg) => arg !== name);

/** Resolves with the exit code. */
export const runQuestions = async (name, options, signal) => {
  const chosen = chooseQuestions(name);
  if (options.out !== undefined && chosen.length > 1)
    throw new SetUpError('--out takes the result of one question: name it');
  if (options.install) await installPeers(signal);
  const context = createContext(options, signal);
  for (const question of chosen) await answer(question, context, options);
  return 0;
};
