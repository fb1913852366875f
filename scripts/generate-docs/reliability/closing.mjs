// The page of the check "closing".
import { number, table } from './format.mjs';

const columns = [
  'class',
  'rounds',
  'clients',
  'answered',
  'ended without',
  'requests aborted',
  'slowest client (ms)',
  'slowest closing (ms)',
];

const row = ({ name, rounds, clients, answered, ended, aborted, ...slowest }) => [
  name,
  ...[rounds, clients, answered, ended, aborted].map(number),
  ...[slowest.slowestClientMs, slowest.slowestClosingMs].map(number),
];

const total = (classes, what) => classes.reduce((sum, one) => sum + one[what], 0);

/** The page's text, from the result of the check. */
export function closingBody({ seed, ways, classes }) {
  const closings = Object.entries(ways).map(([way, count]) => `${way} ${number(count)}`);
  return `
${number(total(classes, 'rounds'))} servers, of each of the ${classes.length} classes, are closed while ${number(total(classes, 'clients'))} clients in another process connect,
send, and hold connections: half of the servers at a random moment after they began to serve, when their threads and processes
are just being started, the others after their first request. Clients go on coming for a while after that.

Each client of a stream server gets its whole answer, or an end, within 10 s. A client of a datagram server, which nothing tells
of an end, gets its answer before \`serverClose\` resolves, or none. Without \`graceMs\` every request that was taken is
answered; with it, each is counted as finished or aborted. Closing resolves within 10 s. Afterwards the server's process has
no more descriptors and threads than before, no child, no zombie, and its path is gone.

- seed: ${seed} (\`pnpm check:long closing --seed ${seed}\` repeats what is done when, not how processes interleave)
- ways: ${closings.join(', ')}; "back" is told to serve again at once, and closed twice

${table(columns, classes.map(row))}
`;
}
