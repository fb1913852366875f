// The page of the check "forks".
import { number, table } from './format.mjs';

const kib = (held) => (held === null ? '-' : `${number(held.rssKib)} (${number(held.pssKib)})`);

const memoryRows = ({ node, rounds, samples }) =>
  samples.map(({ server, forkServer }, i) => [
    node,
    number(((i + 1) * rounds) / samples.length),
    kib(server),
    kib(forkServer),
  ]);

const answersRow = ({ node, right, lost, hung, slowestMs, scavenges, markCompacts }) => [
  node,
  ...[right, lost, hung, slowestMs, scavenges, markCompacts].map(number),
];

const killsRow = ({ node, kills, failedByKills, slowestWithKillMs }) => [
  node,
  ...[kills, failedByKills, slowestWithKillMs].map(number),
];

const memory = (versions) => {
  const [{ mostBytesPerRequest }] = versions;
  const growth = versions.map((run) => [
    run.node,
    `${run.serverBytesPerRequest} bytes`,
    `${run.forkServerBytesPerRequest} bytes`,
  ]);
  return `## Memory

By how much each process grows with a request: the slope of its resident memory over the rounds, but for the first fifth, and
for the fork server within each of its lives. Allowed are ${mostBytesPerRequest} bytes.

${table(['Node', 'server', 'fork server'], growth)}

Resident memory in KiB, and in parentheses the share of it that is this process's own (PSS):

${table(['Node', 'round', 'server', 'fork server'], versions.flatMap(memoryRows))}`;
};

/** The page's text, from the result of the check. */
export function forksBody({ versions }) {
  const [{ requests, rounds, connections, killEvery }] = versions;
  return `
${number(requests)} connections on each version of Node to a \`ForkingTCPServer\` as it is by default (a fork server), ${connections} at a
time from one client on the loopback interface, which tries none again and gives each 20 s. Every child makes garbage; every
twentieth so much that V8 scavenges several times, every four hundredth so much that it marks and sweeps its whole heap.
Each answer is a sum over what was in use.

After every ${number(requests / rounds)} connections nothing may be left of them: no child but the two that wait for the next
requests, no zombie, no descriptor. In one of ${killEvery} such rounds the fork server is killed (SIGKILL) while requests are under way.
At the end the server is closed, and no process may be left.

${table(
  ['Node', 'answered right', 'lost', 'hung', 'slowest (ms)', 'scavenges', 'mark-compacts'],
  versions.map(answersRow),
)}

${table(
  ['Node', 'fork servers killed', 'requests that this cost', 'slowest in such a round (ms)'],
  versions.map(killsRow),
)}

${memory(versions)}
`;
}
