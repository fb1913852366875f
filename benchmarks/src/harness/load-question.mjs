// Runs a question in which peers serve a load: chooses peers and cases, runs the rounds, and returns the result in the
// form in which it is written to JSON.
import { SetUpError } from '@fdset/tooling/set-up-error';

import { createProgress } from './progress.mjs';
import { countTrials, runRounds } from '../kit/rounds.mjs';

const choosePeers = (all, ids) => {
  if (ids === null) return all;
  const unknown = ids.find((id) => !all.some((peer) => peer.id === id));
  if (unknown === undefined) return all.filter(({ id }) => ids.includes(id));
  throw new SetUpError(`no peer "${unknown}": there are ${all.map(({ id }) => id).join(', ')}`);
};

const chooseCases = (question, { caseIds, rounds, times }) => {
  const wanted = caseIds === null ? question.cases : caseIds.map((id) => caseOf(question, id));
  return wanted.map((one) => (rounds === null ? one : { ...one, rounds })).map(timed(times));
};

// A case with its own times asks about just these, such as a server's first two seconds. A short run keeps them; only the
// command line can change them.
const timed = (named) => (one) =>
  one.times === undefined ? one : { ...one, times: { ...one.times, ...named } };

const caseOf = ({ cases, parseCase }, id) => {
  const known = cases.find((one) => one.id === id);
  const parsed = known ?? parseCase(id);
  if (parsed !== null) return { rounds: 5, ...parsed };
  throw new SetUpError(`no case "${id}": there are ${cases.map((one) => one.id).join(', ')}`);
};

/** The columns of a table of servers under load; report/columns.mjs defines each. */
const loadColumns = ['perSecond', 'ratio', 'cpu', 'cpuRatio', 'p50', 'p99', 'busy', 'loadBusy'];

const withoutCode = ({ id, label, ours = false, base }) => ({ id, label, ours, base });

const resultOf = (question, { cases, peers, settings, ...measured }) => ({
  unit: question.unit,
  reference: question.reference,
  columns: question.columns ?? loadColumns,
  metric: question.metric ?? 'perSecond',
  settings,
  peers: peers.map(withoutCode),
  cases: cases.map((one) => ({ ...one, peers: undefined, label: question.caseLabel(one) })),
  targets: question.targets,
  ...measured,
});

/** Runs the rounds of `question`, as `context` (signal, cores, runtimes, choices) demands. */
export const runLoadQuestion = async (context, question) => {
  const { signal, cores, runtimes, seed } = context;
  const peers = choosePeers(question.peers, context.peerIds);
  const cases = chooseCases(question, context);
  const times = { ...question.times, ...context.times };
  const progress = createProgress(countTrials(cases, peers));
  const trial = ({ peer, case: load }) => {
    const command = (placed) => peer.command(runtimes, placed);
    const its = { ...times, ...load.times };
    return question.trial({ command, missing: peer.missing, load, times: its, cores, signal });
  };
  // A short run does not repeat the trials that other processes disturbed; it reports how many there were.
  const attempts = context.quick ? 1 : 3;
  const rounds = runRounds({ cases, peers, seed, attempts, progress, trial });
  const measured = await rounds.finally(progress.end);
  return resultOf(question, { cases, peers, settings: { seed, ...times }, ...measured });
};
