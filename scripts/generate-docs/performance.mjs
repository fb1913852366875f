// Generates docs/performance.md, the plots, and the README's section on performance from benchmarks/results.
import { questionNames } from '../../benchmarks/src/question-names.mjs';
import { caseRows } from '../../benchmarks/src/report/columns.mjs';
import { machineTargetRows } from '../../benchmarks/src/report/targets.mjs';
import { ratioPlot } from '../../benchmarks/src/report/ratio-plot.mjs';
import { readResults } from '../../benchmarks/src/report/result-files.mjs';
import { emphasised, markdownTable, measuredOn } from './performance/markdown.mjs';
import { overview } from './performance/overview.mjs';
import { plotPath, section } from './performance/section.mjs';

const titles = {
  echo: 'TCP echo',
  'echo-own-node': 'TCP echo on another Node',
  tls: 'TLS echo',
  latency: 'One and few connections',
  datagrams: 'Datagrams',
  requests: 'Requests of a client',
  generators: 'Load generators',
  'idle-connections': 'Idle connections',
  'cost-per-event': 'Cost per event',
  waiting: "Waiting beside Node's event loop",
  servers: 'Servers: a connection for each request',
  persistent: 'Servers: connections that stay',
  'cpu-bound': 'Servers: handlers that compute',
  'pool-size': 'Servers: the size of a pool',
};

// A question without a title compares two states of the code, so the page does not show it.
const order = questionNames.filter((name) => Object.hasOwn(titles, name));

const notes = {
  echo: `A case is connections x bytes, and x 16 when 16 requests are outstanding on each connection. At 1,000 connections
of 64 KiB with 16 outstanding, 1 GiB would be on its way: that case is left out.`,
  tls: `TLS 1.3 with TLS_AES_256_GCM_SHA384 for every peer; the handshakes are before the measured time. The load generator does the
cryptography of every request too, so beside the fastest servers it is at its limit: look at the processor time.`,
  latency: `Spinning buys latency with processor time: "busy" is the share of the core that the server used, "idle ticks" the
clock ticks (10 ms each) that it used in the second after the last request, the most of all rounds.`,
  datagrams: `Each client sends a burst of 64-byte datagrams, and the next one when all have come back.`,
  requests: `The client is measured, on a core of its own; the server is C, epoll. Every request is a line, and its answer is awaited by a
promise; the clients over node:net have the same framing and a queue of requests, and no deadlines.`,
  generators: `The generators are measured, on a core of their own. What the figures mean, and how far generators agree, is in
[the load generator](load-generator.md).`,
  'idle-connections': `Each connection has carried one request; then nothing for 2 s. Memory is what the server process's
resident set grew by, for each connection; the kernel's own memory for a socket is not in it.`,
  'cost-per-event': `One wait that finds one ready descriptor among many idle ones. select(2) ends at FD_SETSIZE, 1,024
descriptors, so it has no figure for 10,000.`,
  waiting: `Processor time of the waiting thread for each event. The first case accepts and closes connections of one client, each of them
alone; the others make so many descriptors ready in each turn of the event loop, and read a byte of each.`,
  servers: `A client connects, sends 64 bytes, receives them again, and closes. All threads and child processes of a server are on
its one core, whichever peer it is: what a request costs decides, and not how soon the scheduler notices that the other core
is idle just then. "CPU us each" counts them all, also those that have ended. With one client nothing overlaps, and the
client's own half is in the time; with 8 the load generator is at its limit beside the fastest servers. The last two cases begin with
the first connection to a server that has just said that it is ready: no request has warmed it up.`,
  persistent: `Each connection carries one request of 64 bytes after another, and keeps a thread of the server to itself. The
generator measures from when each has had an answer.`,
  'cpu-bound': `Here a server has both cores. The handler computes for some milliseconds, the same algorithm in JavaScript and in
Python, which gets fewer rounds of it: compare each with its own sequential server.`,
  'pool-size': `\`ThreadPoolTCPServer\` on both cores. A pool of fixed size is right for one kind of load; the last row adds a worker
when a request has waited for 5 ms. Clients come again as soon as they have their answer, except in bursts, which come
whether the server has caught up or not. RSS is the whole process.`,
};

const introduction = `# Performance

<!-- Written by \`pnpm docs:generate\` from benchmarks/results: do not edit. -->

Every figure comes from one run in which all peers took part in turn, in shuffled rounds, each with one core for the
server and another for a load generator in C. The machine's speed changes between rounds, so only ratios within a round
are compared: "x C, epoll" is the median of them, with the quartiles. "CPU us each" is the server's processor time for
each request, of all its threads. Where "load busy" is near 100 %, the load generator was as much the limit as the
server: look at the processor time. A trial beside which other processes used the cores is repeated.

\`pnpm bench\` measures all of it again ([how](../benchmarks/README.md)).

The last run of each machine is kept, by the name of its processor. A table shows the newest run, and beside its ratio
that of each other machine, in a column headed "on" and its processor.`;

const verdicts = `A target is met when it is met on the machine you have: each has verdicts of its own, by the targets of
the newest run. \`pnpm bench\` gives those of yours.`;

const noResults = 'No results are committed yet.';

const sectionsOf = (results) =>
  order
    .filter((name) => results[name] !== undefined)
    .map((name) => ({ title: titles[name], note: notes[name], results: results[name] }));

const page = (results) => {
  const sections = sectionsOf(results);
  const body = sections.map((one) => section(one.results, one));
  const parts = sections.length === 0 ? [noResults] : [verdicts, overview(sections), ...body];
  return `${[introduction, ...parts].join('\n\n')}\n`;
};

const readmeTable = (result, { multiple }) => {
  const shown = ['50x64x1', '50x4096x1', '50x65536x1'].filter((id) =>
    result.cases.some((one) => one.id === id),
  );
  const cellOf = (caseId) => {
    const { rows } = caseRows({ ...result, columns: ['ratio'] }, caseId);
    return new Map(rows);
  };
  const cells = shown.map(cellOf);
  const label = (id) => result.cases.find((one) => one.id === id).label;
  const rows = result.peers
    .filter((peer) => cells.some((cell) => cell.has(peer.label)))
    .map((peer) => [peer.label, ...cells.map((cell) => cell.get(peer.label) ?? '-')]);
  return markdownTable(emphasised({ head: [multiple, ...shown.map(label)], rows }, result.peers));
};

/** What the READMEs say of the table. */
const english = {
  multiple: 'x C epoll',
  introduction:
    'TCP echo, requests per second as a multiple of a C epoll server (median of same-round ratios, quartiles):',
  picture: 'TCP echo beside its peers',
  elsewhere: (machines) => ` The same on ${machines}: [performance](docs/performance.md).`,
};

const chinese = {
  multiple: 'C epoll 的倍数',
  introduction:
    'TCP 回显，每秒请求数是 C 语言 epoll 服务器的多少倍（同一轮比值的中位数，括号内为四分位数）：',
  picture: 'TCP 回显与同类比较',
  elsewhere: (machines) => ` 在 ${machines} 上的结果见[性能](docs/performance.md)。`,
};

const readmeSection = ({ echo }, words) => {
  if (echo === undefined) return noResults;
  const [newest, ...others] = echo;
  const machines = others.map(({ machine }) => machine.cpu).join(', ');
  return [
    words.introduction,
    readmeTable(newest, words),
    `![${words.picture}](${plotPath(newest)})`,
    `${measuredOn(newest)}${others.length === 0 ? '' : words.elsewhere(machines)}`,
  ].join('\n\n');
};

/** How far load generators agree, by the last run of each machine. */
const agreement = (results) =>
  results === undefined
    ? noResults
    : [markdownTable(machineTargetRows(results)), ...results.map(measuredOn)].join('\n\n');

/** The files that this module writes. */
export const files = () => {
  const results = readResults();
  const plots = Object.values(results)
    .flat()
    .filter((result) => plotPath(result) !== null)
    .map((result) => ({ path: plotPath(result), text: ratioPlot(result) }));
  return [
    { path: 'docs/performance.md', text: page(results) },
    { path: 'README.md', section: 'performance', text: readmeSection(results, english) },
    { path: 'README.zh-CN.md', section: 'performance', text: readmeSection(results, chinese) },
    { path: 'docs/load-generator.md', section: 'agreement', text: agreement(results.generators) },
    ...plots,
  ];
};
