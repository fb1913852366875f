// The figures of a run, and which of them are failures.
import { slope } from '../slope.mjs';

// The first rounds fill memory that is kept for reuse.
const WARM_UP_SHARE = 0.2;
const MOST_BYTES_PER_REQUEST = 16;
const SAMPLES_KEPT = 10;

const sumOf = (rounds, name) => rounds.reduce((sum, round) => sum + round[name], 0);
const slowest = (rounds) => Math.max(0, ...rounds.map(({ slowestMs }) => slowestMs));

const afterWarmUp = (samples) => samples.slice(Math.ceil(samples.length * WARM_UP_SHARE));

/** One series for each life of the fork server. */
const lives = (samples) => {
  const series = new Map();
  for (const { generation, forkServer } of samples)
    series.set(generation, [...(series.get(generation) ?? []), forkServer?.rssKib ?? 0]);
  return [...series.values()];
};

const memoryOf = (samples, { requests, rounds }) => {
  const perRequest = (kibPerRound) =>
    Math.round((kibPerRound * 1024 * 100 * rounds) / requests) / 100;
  const settled = afterWarmUp(samples);
  return {
    serverBytesPerRequest: perRequest(slope(settled.map(({ server }) => server.rssKib))),
    forkServerBytesPerRequest: perRequest(slope(...lives(settled))),
    mostBytesPerRequest: MOST_BYTES_PER_REQUEST,
  };
};

const memoryFailures = (memory) =>
  ['server', 'forkServer']
    .filter((name) => memory[`${name}BytesPerRequest`] > MOST_BYTES_PER_REQUEST)
    .map((name) => `the ${name} grows by ${memory[`${name}BytesPerRequest`]} bytes a request`);

// Each sample is taken when no request is under way. The fork server has the descriptor of a child that waits for a
// request; after the fork server was killed, the server has it. So the sum stays the same.
const descriptorsOf = ({ server, forkServer }) => server.descriptors + forkServer.descriptors;

const descriptorFailures = (samples) => {
  const counted = samples.filter(({ forkServer }) => forkServer !== null).map(descriptorsOf);
  const [first, last] = [counted[0], counted.at(-1)];
  return first === last ? [] : [`descriptors after the first round ${first}, at the end ${last}`];
};

const countFailures = ({ kills, rounds, stats }, { right, markCompacts }, { requests }) => [
  ...(right === requests ? [] : [`${requests - right} of ${requests} were not answered right`]),
  ...(stats?.finished === requests ? [] : [`the server finished ${stats?.finished}`]),
  ...(markCompacts > 0 ? [] : [`no garbage was collected in ${rounds.length} rounds`]),
  ...(kills > 0 ? [] : ['the fork server was never killed']),
];

const few = (samples) =>
  samples.filter((_, i) => (i + 1) % Math.ceil(samples.length / SAMPLES_KEPT) === 0);

const counts = ({ kills, rounds }, { requests, rounds: count }) => {
  const killed = rounds.filter(({ isKilling }) => isKilling);
  const lost = sumOf(rounds, 'lost');
  const hung = sumOf(rounds, 'hung');
  return {
    right: (rounds.length * requests) / count - lost - hung,
    lost,
    hung,
    kills,
    failedByKills: sumOf(killed, 'lost') + sumOf(killed, 'hung'),
    slowestMs: slowest(rounds.filter(({ isKilling }) => !isKilling)),
    slowestWithKillMs: slowest(killed),
    scavenges: sumOf(rounds, 'scavenges'),
    markCompacts: sumOf(rounds, 'markCompacts'),
  };
};

/** The figures of a run, with its failures. A quick run is too short to show whether memory grows. */
export const figuresOf = (run, settings, { quick }) => {
  const { samples } = run;
  const figures = counts(run, settings);
  const memory = memoryOf(samples, settings);
  const failures = [
    ...run.failures,
    ...countFailures(run, figures, settings),
    ...descriptorFailures(samples),
    ...(quick ? [] : memoryFailures(memory)),
  ];
  return { ...figures, ...memory, failures, samples: few(samples) };
};
