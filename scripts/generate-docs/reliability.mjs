// Generates docs/reliability/ from docs/reliability/results/, which `pnpm check:long` writes.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { root } from '../../tooling/src/workspace.mjs';
import { asyncChaosBody } from './reliability/async-chaos.mjs';
import { asyncFaultsBody } from './reliability/async-faults.mjs';
import { closingBody } from './reliability/closing.mjs';
import { exhaustiveBody } from './reliability/exhaustive.mjs';
import { faultInjectionBody } from './reliability/fault-injection.mjs';
import { forksBody } from './reliability/forks.mjs';
import { number, table } from './reliability/format.mjs';
import { idleServersBody } from './reliability/idle-servers.mjs';
import { prebuildsBody } from './reliability/prebuilds.mjs';
import { releaseBody } from './reliability/release.mjs';
import { sanitizersBody } from './reliability/sanitizers.mjs';
import { serverContractBody } from './reliability/server-contract.mjs';

const folder = 'docs/reliability';

/** The page of each check, in the order of the index. */
const writers = {
  'fault-injection': {
    title: 'Every system call may fail',
    claim: 'Each system call of each operation fails with each error that it may give.',
    body: faultInjectionBody,
  },
  sanitizers: {
    title: 'No memory error, no undefined behaviour',
    claim: 'The test suites run over an addon built with AddressSanitizer and UBSan.',
    body: sanitizersBody,
  },
  chaos: {
    title: 'A million operations',
    claim: 'Resets, reused numbers, passed descriptors, workers that end at any moment.',
    body: chaosBody,
  },
  'async-chaos': {
    title: 'A million operations of each driver',
    claim: 'Random verbs of `AsyncSocket` with aborts, time limits, resets and closes.',
    body: asyncChaosBody,
  },
  'async-faults': {
    title: 'Calls of AsyncSockets fail at random',
    claim: 'Echo over each driver goes on, whatever system call or ring operation fails.',
    body: asyncFaultsBody,
  },
  forks: {
    title: 'A hundred thousand forks',
    claim: 'Connections through `ForkingTCPServer`, whose children collect garbage.',
    body: forksBody,
  },
  closing: {
    title: 'Closed at any moment',
    claim: 'Servers of every class, closed while clients connect and send.',
    body: closingBody,
  },
  'server-contract': {
    title: 'One contract for all servers',
    claim: 'The whole contract of servers for each class, whatever its transport and strategy.',
    body: serverContractBody,
  },
  'idle-servers': {
    title: 'Idle servers do nothing',
    claim: 'No thread of a server without requests wakes up, of any strategy.',
    body: idleServersBody,
  },
  exhaustive: {
    title: 'Tests in all their cases',
    claim: 'Every contract for every server of the demo, every peer of the benchmarks.',
    body: exhaustiveBody,
  },
  prebuilds: {
    title: 'Addons for other systems',
    claim: 'The prebuilt addons for Linux, each with its own processor and C library.',
    body: prebuildsBody,
  },
  'blocked-threads': {
    title: 'Blocked threads can always be ended',
    claim: 'Workers and processes that wait in the kernel end within milliseconds.',
    body: blockedThreadsBody,
  },
  'ring-ends': {
    title: 'Ending with operations of io_uring in flight',
    claim: 'Workers and processes that end while the kernel works for them.',
    body: ringEndsBody,
  },
  release: {
    title: 'A release, rehearsed',
    claim: 'Published to a registry, installed by every package manager, used on every Node.',
    body: releaseBody,
  },
  'random-arguments': {
    title: 'Wrong arguments',
    claim: 'Random arguments at every function of `@fdset/posix`.',
    body: randomArgumentsBody,
  },
};

const verdict = ({ passed }) => (passed ? 'passed' : '**FAILED**');

const head = ({ command, date, commit, kernel, processor, node, passed }) => `
- command: \`${command}\`
- date: ${date.slice(0, 16).replace('T', ' ')} UTC, at commit ${commit}
- kernel: ${kernel}
- processor: ${processor}
- Node: ${node}
- result: ${verdict({ passed })}
`;

const failureList = ({ failures }) =>
  failures.length === 0
    ? ''
    : `\n## Failures\n\n${failures.map((failure) => `- ${failure.replaceAll('\n', '\n  ')}`).join('\n')}\n`;

const chaosRow = (round) =>
  [
    round.operations,
    round.workers,
    round.errors,
    round.events,
    round.descriptors,
    round.rssKib,
  ].map(number);

function chaosBody(result) {
  const { seed, rounds, warmUpRounds, growthKibPerRound, mostKibPerRound } = result;
  const last = rounds.at(-1);
  const rows = rounds.map(chaosRow);
  const ends = Object.entries(last?.ends ?? {}).map(([end, count]) => `${end} ${number(count)}`);
  return `
Workers, three at a time, do random things to sockets and selectors of all three backends: connections opened, closed and
reset; numbers closed and reused while they are registered, replaced by \`dup2\`, kept alive by duplicates; descriptors and
datagrams sent; numbers of other workers looked at. A worker ends when it has done its share, by an uncaught error, by
\`process.exit()\`, or by \`terminate()\` from outside.

Nothing may crash or hang; every error is one that is documented; what is sent names its receiver, and every event must be of
the registration that stands. Between two rounds all workers have ended: the descriptors must be the same files under the
same numbers as at the start, and after ${warmUpRounds} rounds the resident memory may grow by no more than
${number(mostKibPerRound)} KiB a round.

- seed: ${seed} (\`pnpm check:long chaos --seed ${seed}\` repeats what each worker does, not how threads interleave)
- workers ended: ${ends.join(', ')}
- growth of resident memory: ${number(growthKibPerRound)} KiB a round

${table(['operations', 'workers', 'typed errors', 'events', 'descriptors', 'RSS (KiB)'], rows)}
`;
}

function blockedThreadsBody({ rows }) {
  const lines = rows.map((row) => [
    row.what,
    String(row.runs),
    String(row.hung),
    ...[row.minMs, row.medianMs, row.maxMs, row.limitMs].map((ms) => `${ms} ms`),
    String(row.overLimit),
  ]);
  return `
From the decision to end (the call, the error) until the process or the last worker was gone. The workers are blocked in
eight ways: receiving with and without a time-out, accepting, sending to a full peer, epoll, poll, select, sleeping.

${table(['what', 'runs', 'hung', 'min', 'median', 'max', 'limit', 'runs over it'], lines)}
`;
}

function ringEndsBody({ rows }) {
  const lines = rows.map(({ what, runs, failures }) => [
    what,
    String(runs),
    String(failures.length),
  ]);
  return `
A ring has 54 operations in flight (receives, an accept, a poll, a send of which the socket has taken a part), sockets over io_uring ten
receives, ten sends and an accept. They end by themselves, by \`process.exit()\`, by an uncaught error, by \`terminate()\` from outside
(workers) or by SIGKILL (processes). None may hang or crash, and the peer of a worker's connection must see its end. Then \`kernel.io_uring_disabled\` is set for a moment, and the
error of a new ring must name it.

${table(['what', 'runs', 'failures'], lines)}
`;
}

function randomArgumentsBody({ seeds, callsPerSeed, failures }) {
  return `
Random arguments at every exported function of \`@fdset/posix\`, ${number(callsPerSeed)} calls a seed: ${seeds} seeds,
${failures.length} processes died or threw an untyped error.
`;
}

const readResult = (name) => {
  const path = join(root, folder, 'results', `${name}.json`);
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : null;
};

const page = (name, { title, body }, result) => ({
  path: `${folder}/${name}.md`,
  text: `<!-- Generated by \`pnpm docs:generate\` from results/${name}.json. -->

# ${title}
${head(result)}${body(result)}${failureList({ failures: result.failures ?? [] })}`,
});

const index = (known) => ({
  path: `${folder}/README.md`,
  text: `<!-- Generated by \`pnpm docs:generate\` from results/. -->

# Reliability

What \`pnpm check:long\` has shown, and when. Each check writes \`results/<name>.json\`; these pages are made from them.

${table(
  ['check', 'what is shown', 'result', 'date', 'commit'],
  known.map(([name, { title, claim }, result]) => [
    `[${title}](${name}.md)`,
    claim,
    verdict(result),
    result.date.slice(0, 10),
    result.commit,
  ]),
)}
`,
});

/** The pages of docs/reliability/. */
export function files() {
  const known = Object.entries(writers)
    .map(([name, writer]) => [name, writer, readResult(name)])
    .filter(([, , result]) => result !== null);
  return [index(known), ...known.map(([name, writer, result]) => page(name, writer, result))];
}
