// Makes connections to a server that forks a child for each, on several versions of Node. The children collect garbage,
// and the fork server is killed now and then. No connection may be lost or hang, and memory, descriptors and processes
// must be the same at the end as at the start.
import { execFileSync } from 'node:child_process';
import { nodeBinary } from '@fdset/tooling/node-versions';

import { figuresOf } from './forks/figures.mjs';
import { runForks } from './forks/run.mjs';

const MAJORS = [20, 24, 26];
const REQUESTS = 100_000;
const ROUNDS = 100;
const QUICK_REQUESTS = 1000;
const QUICK_ROUNDS = 10;
/** The fork server is killed in one of so many rounds. */
const KILL_EVERY = 5;
const CONNECTIONS = 8;
const LOG_EVERY = 5;

const versionOf = (binary) => execFileSync(binary, ['--version'], { encoding: 'utf8' }).trim();

function progress(node, { rounds, samples, kills, failures }, log) {
  if (rounds.length % LOG_EVERY > 0) return;
  const { server, forkServer } = samples.at(-1);
  const memory = [server, forkServer].map((held) => `${held?.rssKib ?? '-'} KiB`).join(' and ');
  log(
    `${node}: round ${rounds.length}, ${kills} kills, RSS ${memory}, ${failures.length} failures`,
  );
}

async function checkVersion(major, { quick, log }) {
  const binary = await nodeBinary(major);
  const node = versionOf(binary);
  const settings = {
    requests: quick ? QUICK_REQUESTS : REQUESTS,
    rounds: quick ? QUICK_ROUNDS : ROUNDS,
    killEvery: KILL_EVERY,
    connections: CONNECTIONS,
  };
  const startedAt = performance.now();
  const run = await runForks(binary, { ...settings, onRound: (now) => progress(node, now, log) });
  const seconds = Math.round((performance.now() - startedAt) / 1000);
  const figures = figuresOf(run, settings, { quick });
  for (const failure of figures.failures) log(`${node}: ${failure}`);
  log(`${node}: ${figures.right} of ${settings.requests} right in ${seconds} s`);
  return { node, ...settings, seconds, ...figures };
}

/** Makes connections to a forking server. */
export async function forks({ quick, log }) {
  const versions = [];
  for (const major of MAJORS) versions.push(await checkVersion(major, { quick, log }));
  const failures = versions.flatMap(({ node, failures: own }) =>
    own.map((failure) => `${node}: ${failure}`),
  );
  return { passed: failures.length === 0, failures, versions };
}
