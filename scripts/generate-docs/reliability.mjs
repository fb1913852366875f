// docs/reliability/ from docs/reliability/results/, which `pnpm check:long` writes.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { root } from '../setup/workspace.mjs';
import { closingBody } from './reliability/closing.mjs';
import { exhaustiveBody } from './reliability/exhaustive.mjs';
import { forksBody } from './reliability/forks.mjs';
import { number, table } from './reliability/format.mjs';
import { idleServersBody } from './reliability/idle-servers.mjs';
import { serverContractBody } from './reliability/server-contract.mjs';

const folder = 'docs/reliability';

/** One page per check, in the order of the index. */
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
  'blocked-threads': {
    title: 'Blocked threads can always be ended',
    claim: 'Workers and processes that wait in the kernel end within milliseconds.',
    body: blockedThreadsBody,
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

const errnos = (calls) =>
  Object.entries(calls)
    .map(([call, outcomes]) => `\`${call}\` ${outcomesText(outcomes)}`)
    .join('; ');

const outcomesText = (outcomes) =>
  Object.entries(outcomes)
    .map(([outcome, codes]) => `${outcome}: ${codes.join(' ')}`)
    .join(', ');

const notTried = `Each fault has up to five attempts, since Node makes calls of its own now and then; what fails in all of them is a failure.
The resolver's faults may end in its result or in any documented error: they meet the C library's own calls. Not tried is
what the C library or libuv answers by ending the process (libuv cannot take back the entry with which it tries a
descriptor; a netlink socket that is not connected), what says that a number means another file by now (\`EPERM\`, \`ELOOP\`
and \`EBADF\` while an epoll set is replaced), and the first look of a wait at a pending signal, which would then come late.`;

function faultInjectionBody({ faults, systemCalls, operations }) {
  const rows = operations
    .filter((operation) => operation.faults > 0)
    .map(({ operation, faults: count, calls }) => [operation, String(count), errnos(calls)]);
  return `
${number(faults)} faults in ${operations.length} operations over ${systemCalls.length} system calls. An operation is first
performed without a fault, to see which system calls it makes; then once for each of these calls and each error that its
manual page lists for a correct program. strace is attached to the one thread for just that long, and lets the call return
the error without having been made.

After each fault: the outcome is the documented error (class, \`code\`, \`syscall\`), or what the operation gives when
nothing fails; no descriptor is open that was not open before, and none is closed; what has not been received can still be
received, what was registered is still reported; a constructor that failed half-way has closed what it opened and removed
the file that it made; and the process ends by itself. Every function that the addon imports is in one of the operations,
or the check fails.

${notTried}

System calls: ${systemCalls.map((call) => `\`${call}\``).join(', ')}.

## What becomes of which error

\`throws\` is that error itself, under its documented class. \`goes on\` is the result that the operation has when nothing
fails, or, from the calls that never wait, "not now". Anything else is named. \`close#2\` is the second \`close\` of the
operation.

${table(['operation', 'faults', 'outcomes'], rows)}
`;
}

const leaks = ({ failures }) =>
  failures.length === 0 ? 'all of them had been freed' : '**not** all of them had been freed';

function sanitizersBody({ flags, suites, allocations }) {
  const rows = suites.map((suite) => [
    `\`@fdset/${suite.package}\``,
    ...[suite.passed, suite.failed, suite.skipped, suite.reports].map(String),
  ]);
  return `
The addon is built with \`${flags}\` into a folder of its own, and the whole test suites of the packages run over it, with
their workers and child processes.

${table(['suite', 'passed', 'failed', 'skipped', 'reports'], rows)}

Leaks are counted exactly, in another build that wraps the allocator: random arguments at every function of
\`@fdset/posix\`, and the check "a million operations" with its ending workers, ${number(allocations.chaosOperations)}
operations of it, ${allocations.seeds} seeds each. The addon made ${number(allocations.made)} allocations of its own, and when
each process had ended ${leaks(allocations)}.
`;
}

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
