// The page of the check "async-chaos".
import { number, table } from './format.mjs';

const mib = (bytes) => number(Math.round(bytes / 2 ** 20));

const driverRow = (one) => [
  one.driver,
  number(one.operations),
  mib(one.bytes),
  number(one.descriptors),
  number(one.rssKib),
  number(one.growthKib),
  number(one.usedGrowthKib),
];

function outcomeRows(drivers) {
  const names = new Set(drivers.flatMap(({ outcomes }) => Object.keys(outcomes)));
  const total = (name) => drivers.reduce((sum, { outcomes }) => sum + (outcomes[name] ?? 0), 0);
  return [...names]
    .toSorted((a, b) => total(b) - total(a))
    .map((name) => [`\`${name}\``, ...drivers.map(({ outcomes }) => number(outcomes[name] ?? 0))]);
}

export function asyncChaosBody(result) {
  const { seed, drivers, warmUpRounds, mostGrowthKib, mostUsedGrowthKib } = result;
  return `
One thread has up to 32 connections (TCP and Unix, some of them encrypted) and 8 pairs of datagram sockets of \`AsyncSocket\`, and
begins random verbs of them, several at once in each direction, with 1 byte to 256 KiB. A third has a signal that is aborted at some
moment or a time limit. Meanwhile sockets are closed, reset (SO_LINGER 0), shut down, detached and taken over by another
\`AsyncSocket\`, their bytes are given back (\`unread\`), and they start TLS; listeners accept, clients connect and give up.

- Every promise settles. Errors are those that the limits of the call or the state of the connection explain, with \`code\` and
  \`syscall\`, and each error of a send has the right \`bytesSent\`: what arrives is a prefix of what was sent, and all of it where the
  sender has ended in order. A datagram arrives whole, and at most once.
- Nothing else ends: no unhandled rejection, no receive that is never woken. Many connections are ended in order, which would show that.
- Between two of the 20 rounds everything is closed, and the descriptors must be the same as at the start. After
  ${warmUpRounds} rounds the mean of the second half may be above that of the first by no more than ${number(mostGrowthKib)} KiB of resident
  memory, and ${number(mostUsedGrowthKib)} KiB of JavaScript's memory in use.

- seed: ${seed} (\`pnpm check:long async-chaos --seed ${seed}\` repeats the choices, not when the kernel does what)

${table(['driver', 'operations', 'MiB received', 'descriptors', 'RSS (KiB)', 'RSS growth (KiB)', 'growth in use (KiB)'], drivers.map(driverRow))}

How the operations ended (\`done\` is without an error; \`AbortError\`, \`Error\`, \`TimeoutError\` and a text are reasons of signals):

${table(['outcome', ...drivers.map(({ driver }) => driver)], outcomeRows(drivers))}
`;
}
