// Closes servers of every class at random moments while clients connect and send. Each client gets its answer or the
// end of its connection. Without a deadline every request that was taken is answered. No descriptor, thread, process or
// path is left.
import { seededRandom } from '@fdset/tooling/seeded-random';

import { chooseSeed } from './choose-seed.mjs';
import { countOf } from './closing/judge.mjs';
import { ways } from './closing/plan.mjs';
import { closeServers } from './closing/run.mjs';

const ROUNDS = 30;
const QUICK_ROUNDS = 3;
/** How many classes are checked at once; a round mostly waits. */
const LANES = 3;

const transports = [
  { transport: 'TCPServer', isStream: true, isUnix: false },
  { transport: 'UDPServer', isStream: false, isUnix: false },
  { transport: 'UnixStreamServer', isStream: true, isUnix: true },
  { transport: 'UnixDatagramServer', isStream: false, isUnix: true },
];
const strategies = ['', 'Threading', 'Forking', 'ThreadPool', 'ProcessPool'];
const kinds = strategies.flatMap((strategy) =>
  transports.map(({ transport, isStream, isUnix }) => {
    const name = `${strategy}${transport}`;
    return { name, isSequential: strategy === '', isStream, isUnix };
  }),
);

const most = (numbers) => Math.round(Math.max(0, ...numbers));

function figuresOf({ name }, rounds) {
  const clients = rounds.flatMap((round) => round.clients);
  return {
    name,
    rounds: rounds.length,
    clients: clients.length,
    answered: countOf(clients, 'answered'),
    ended: countOf(clients, 'ended'),
    aborted: rounds.reduce((sum, round) => sum + round.stats.aborted, 0),
    slowestClientMs: most(clients.map(({ tookMs }) => tookMs)),
    slowestClosingMs: most(rounds.map(({ closedAfterMs }) => closedAfterMs)),
  };
}

const waysOf = (rounds) =>
  Object.fromEntries(ways.map((way) => [way, rounds.filter((round) => round.way === way).length]));

async function closeClass(kind, { seed, rounds, log }) {
  const run = await closeServers(kind, seededRandom(seed + kinds.indexOf(kind)), rounds);
  const figures = figuresOf(kind, run.rounds);
  const { answered, ended, aborted } = figures;
  log(`${kind.name}: ${answered} answered, ${ended} ended, ${aborted} aborted`);
  for (const failure of run.failures) log(`${kind.name}: ${failure}`);
  const failures = run.failures.map((failure) => `${kind.name}: ${failure}`);
  return { figures, failures, rounds: run.rounds };
}

/** Closes servers while they are busy. */
export async function closing({ quick, log, seed: wanted }) {
  const seed = chooseSeed(wanted);
  log(`seed ${seed}`);
  const settings = { seed, log, rounds: quick ? QUICK_ROUNDS : ROUNDS };
  const results = new Map();
  const waiting = [...kinds];
  const lane = async () => {
    for (let kind = waiting.shift(); kind !== undefined; kind = waiting.shift())
      results.set(kind, await closeClass(kind, settings));
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  const inOrder = kinds.map((kind) => results.get(kind));
  const failures = inOrder.flatMap((result) => result.failures);
  return {
    passed: failures.length === 0,
    seed,
    failures,
    ways: waysOf(inOrder.flatMap(({ rounds }) => rounds)),
    classes: inOrder.map(({ figures }) => figures),
  };
}
