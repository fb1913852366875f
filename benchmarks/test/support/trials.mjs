// Helpers of the tests of trials: the cores on which they run, the children that they leave, and shortened questions.
import { readFileSync, readdirSync } from 'node:fs';
import { needs, needsThat } from '@fdset/test-support/needs';
import { describe } from 'vitest';

import { allowedCores } from '../../src/kit/cores.mjs';
import { ownNode, python } from '../../src/harness/runtimes.mjs';

export const runtimes = { node: ownNode(), python: python(), bun: null, hasPeers: false };
export const signal = new AbortController().signal;

// The programs under test need epoll, taskset and /proc, so they run only on Linux.
const isLinux = process.platform === 'linux';
const place = { ...needsThat(isLinux, 'needs Linux'), ...needs('taskset') };
export const describeOnLinux = (name, tests) => describe(name, place, tests);

// A measurement needs a core for each of the two. One core is enough to test that it works.
const placed = ([server, load = server]) => ({ server, load });
export const cores = isLinux ? placed(allowedCores()) : null;

/** The process ids of the children of this process. */
export const children = () =>
  readdirSync('/proc/self/task').flatMap((task) =>
    readFileSync(`/proc/self/task/${task}/children`, 'utf8').split(' ').filter(Boolean),
  );

/**
 * Measures for longer and longer times until at least `least` requests were answered, because a slow, busy machine may
 * answer none in a short time. `measure(measureMs)` resolves with figures.
 */
export const untilAnswered = async (measure, least = 1, firstMs = 60) => {
  for (let measureMs = firstMs; ; measureMs *= 2) {
    const figures = await measure(measureMs);
    if ((figures.perSecond * measureMs) / 1000 >= least) return figures;
  }
};

/** Runs trials of peers by their ids, each for a short time: `run(id, load)` resolves with figures. */
export const runnerOf = (peers, runTrial, more) => (id, load) =>
  untilAnswered((measureMs) => {
    const peer = peers.find((one) => one.id === id);
    const command = (placedCase) => peer.command(runtimes, placedCase);
    const times = { warmupMs: 30, measureMs, ...more };
    return runTrial({ command, missing: peer.missing, load, times, cores, signal });
  });

/** Runs a shortened question with some of its peers. */
export const ask = (question, peerIds, caseIds = null, measureMs = 60) =>
  question.run({
    signal,
    cores,
    runtimes,
    quick: true,
    seed: 1,
    rounds: 1,
    caseIds,
    peerIds,
    times: { warmupMs: 30, measureMs },
  });
