// The frame of every question: for each case some rounds, in each round every peer once, in an order
// of its own. A round of one case is over within seconds, so its trials see the same machine.
import { seededRandom, shuffled } from './shuffle.mjs';
import { Skipped } from './server.mjs';

/**
 * Runs `trial({ peer, case, round })` for all of them and returns `{ trials, skipped }`. A case says
 * how many rounds it gets, and which peers if not all. A peer that throws `Skipped` is left out from then on.
 */
export const runRounds = async ({ cases, peers, seed, progress, trial }) => {
  const random = seededRandom(seed);
  const skipped = new Map();
  const trials = [];
  for (const one of cases) {
    const takesPart = ({ id }) => !skipped.has(id) && (one.peers?.includes(id) ?? true);
    for (let round = 0; round < one.rounds; round++) {
      for (const peer of shuffled(peers.filter(takesPart), random)) {
        progress.step(`${one.id}, round ${round + 1} of ${one.rounds}: ${peer.id}`);
        const result = await runTrial(trial, { peer, case: one, round }, skipped);
        if (result !== null) trials.push({ case: one.id, round, peer: peer.id, ...result });
      }
    }
  }
  return { trials, skipped: [...skipped].map(([id, reason]) => ({ id, reason })) };
};

const runTrial = async (trial, question, skipped) => {
  try {
    return await trial(question);
  } catch (error) {
    if (!(error instanceof Skipped)) {
      error.message = `${question.case.id}, ${question.peer.id}: ${error.message}`;
      throw error;
    }
    skipped.set(question.peer.id, error.message);
    return null;
  }
};

export const countTrials = (cases, peers) =>
  cases.reduce((sum, one) => sum + one.rounds * (one.peers?.length ?? peers.length), 0);
