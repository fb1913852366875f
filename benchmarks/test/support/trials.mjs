// What the tests of trials share: where they run, what they leave, and shortened questions.
import { readFileSync, readdirSync } from 'node:fs';
import { needs, needsThat } from '@fdset/test-support/needs';
import { describe } from 'vitest';

import { allowedCores } from '../../src/harness/cores.mjs';
import { ownNode, python } from '../../src/harness/runtimes.mjs';

export const runtimes = { node: ownNode(), python: python(), bun: null, hasPeers: false };
export const signal = new AbortController().signal;

// epoll, taskset and /proc: the programs under test are for Linux only.
const isLinux = process.platform === 'linux';
const place = { ...needsThat(isLinux, 'needs Linux'), ...needs('taskset') };
export const describeOnLinux = (name, tests) => describe(name, place, tests);

// Measuring wants a core each; whether it works is seen on one core as well.
const placed = ([server, load = server]) => ({ server, load });
export const cores = isLinux ? placed(allowedCores()) : null;

/** The process ids of this process's children. */
export const children = () =>
  readdirSync('/proc/self/task').flatMap((task) =>
    readFileSync(`/proc/self/task/${task}/children`, 'utf8').split(' ').filter(Boolean),
  );

/**
 * Measures for ever longer until at least so many requests were answered: a slow, busy machine may answer none in a
 * short time. `measure(measureMs)` resolves with figures.
 */
export const untilAnswered = async (measure, least = 1, firstMs = 60) => {
  for (let measureMs = firstMs; ; measureMs *= 2) {
    const figures = await measure(measureMs);
    if ((figures.perSecond * measureMs) / 1000 >= least) return figures;
  }
};

/** A shortened run of a question with some of its peers. */
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
