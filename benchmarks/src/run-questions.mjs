// Runs one question or all of them and reports each as soon as it is answered.
import { SetUpError } from '../../scripts/setup/set-up-error.mjs';
import { say } from '../../scripts/setup/progress.mjs';
import { chooseCores } from './harness/cores.mjs';
import { describeRun } from './harness/machine.mjs';
import { arePeersInstalled, installPeers } from './harness/peer-packages.mjs';
import { bun, compilerVersion, node24, nodeAt, ownNode, python } from './harness/runtimes.mjs';
import { questions } from './questions.mjs';
import { loadReport } from './report/load-report.mjs';
import { resultPath, writeResult } from './report/result-files.mjs';

const chooseQuestions = (name) => {
  const chosen = questions.filter((one) => name === undefined || one.name === name);
  if (chosen.length > 0) return chosen;
  const names = questions.map((one) => one.name).join(', ');
  throw new SetUpError(`no question "${name}": there are ${names}`);
};

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

const answer = async (question, context, options, args) => {
  say(`${question.name}: ${question.summary}`);
  const startedAt = Date.now();
  const head = describeRun(question.name, args);
  const body = await question.run(context);
  const seconds = Math.round((Date.now() - startedAt) / 1000);
  const result = { ...head, seconds, versions: versionsOf(context.runtimes), ...body };
  const path = options.out ?? resultPath(question.name, { partial: isPartial(options) });
  process.stdout.write(`${(question.report ?? loadReport)(result)}\n`);
  say(`\n${writeResult(path, result)} written after ${seconds} s (Node ${result.versions.node})`);
};

const argumentsAfterName = (name) => process.argv.slice(2).filter((arg) => arg !== name);

/** Resolves with the exit code. */
export const runQuestions = async (name, options, signal) => {
  const chosen = chooseQuestions(name);
  if (options.out !== undefined && chosen.length > 1)
    throw new SetUpError('--out takes the result of one question: name it');
  if (options.install) await installPeers(signal);
  const context = createContext(options, signal);
  for (const question of chosen)
    await answer(question, context, options, argumentsAfterName(question.name));
  return 0;
};
