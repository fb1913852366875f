// The frame of every question, and of the demo's claims. Each case has some rounds, and each round runs every peer once, in a new order. A round of
// one case takes only seconds, so its trials see the same machine.
import { Interrupted } from '@fdset/tooling/interrupt';
import { seededRandom } from '@fdset/tooling/seeded-random';

import { shuffled } from './shuffle.mjs';
import { Skipped } from './server.mjs';

/**
 * Runs `trial({ peer, case, round })` for all of them and returns `{ trials, skipped }`. A case names its number of rounds,
 * and its peers if it does not have all. A trial gets up to `attempts` tries. A peer that throws `Skipped` is left out from
 * then on.
 */
export const runRounds = async ({ cases, peers, seed, attempts, progress, trial }) => {
  const random = seededRandom(seed);
  const skipped = new Map();
  const trials = [];
  const takesPart = (one) => (peer) => !skipped.has(peer.id) && isAsked(one, peer);
  for (const { one, round } of cases.flatMap(roundsOf)) {
    for (const peer of shuffled(peers.filter(takesPart(one)), random)) {
      progress.step(`${one.id}, round ${round + 1} of ${one.rounds}: ${peer.id}`);
      const result = await runTrial(trial, { peer, case: one, round, attempts }, skipped);
      if (result !== null) trials.push({ case: one.id, round, peer: peer.id, ...result });
    }
  }
  return { trials, skipped: [...skipped].map(([id, reason]) => ({ id, reason })) };
};

const roundsOf = (one) => Array.from({ length: one.rounds }, (_, round) => ({ one, round }));

const named = (error, { case: one, peer }) => {
  error.message = `${one.id}, ${peer.id}: ${error.message}`;
  return error;
};

const runTrial = async (trial, question, skipped) => {
  try {
    return await undisturbed(trial, question);
  } catch (error) {
    if (error instanceof Interrupted || error.name === 'AbortError') throw error;
    if (!(error instanceof Skipped)) throw named(error, question);
    skipped.set(question.peer.id, error.message);
    return null;
  }
};

// The work of another process on either core makes a trial worthless, whichever peer it measured.
export const foreignLimit = 0.15;

/** Repeats a trial that other processes disturbed, and notes how often. */
const undisturbed = async (trial, question) => {
  for (let repeated = 0; ; repeated++) {
    const result = await trial(question);
    const calm = !(result.foreign > foreignLimit);
    if (calm || repeated === question.attempts - 1)
      return repeated === 0 ? result : { ...result, repeated };
  }
};

const isAsked = (one, { id }) => one.peers?.includes(id) ?? true;

export const countTrials = (cases, peers) =>
  cases.reduce(
    (sum, one) => sum + one.rounds * peers.filter((peer) => isAsked(one, peer)).length,
    0,
  );
