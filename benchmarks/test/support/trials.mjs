// What the tests of trials share: where they run, what they leave, and shortened questions.
import { readFileSync, readdirSync, readlinkSync } from 'node:fs';
import { describe } from 'vitest';

import { chooseCores } from '../../src/harness/cores.mjs';
import { ownNode, python } from '../../src/harness/runtimes.mjs';

export const runtimes = { node: ownNode(), python: python(), bun: null, hasPeers: false };
export const signal = new AbortController().signal;

// epoll, taskset and /proc: the programs under test are for Linux only.
const isLinux = process.platform === 'linux';
export const describeOnLinux = describe.runIf(isLinux);
export const cores = isLinux ? chooseCores() : null;

/** How many sockets and pipes this process has open. */
export const descriptors = () =>
  readdirSync('/proc/self/fd')
    .map((fd) => {
      try {
        return readlinkSync(`/proc/self/fd/${fd}`);
      } catch {
        return null;
      }
    })
    .filter((target) => target?.startsWith('socket:') || target?.startsWith('pipe:')).length;

/** The process ids of this process's children. */
export const children = () =>
  readdirSync('/proc/self/task').flatMap((task) =>
    readFileSync(`/proc/self/task/${task}/children`, 'utf8').split(' ').filter(Boolean),
  );

/** A shortened run of a question with some of its peers. */
export const ask = (question, peerIds, caseIds = null) =>
  question.run({
    signal,
    cores,
    runtimes,
    quick: true,
    seed: 1,
    rounds: 1,
    caseIds,
    peerIds,
    times: { warmupMs: 30, measureMs: 60 },
  });
