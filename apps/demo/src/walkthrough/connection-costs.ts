// Measures the costs of a connection in each of the document's ways out: the time of consecutive connections, and the memory while
// several are served at once.
import type { ServerStats } from '@fdset/socketserver';
import type { Children } from './children.js';
import { treeBytes } from './memory.js';
import { median } from './numbers.js';
import { OneClient } from './one-client.js';
import { ServerProcess } from './server-process.js';
import { untilCalm } from './until-calm.js';

/** A way to serve connections, and its command. */
export interface Way {
  readonly label: string;
  readonly args: readonly string[];
  /** The kind of worker that serves a connection. */
  readonly worker: 'none' | 'thread' | 'process';
}

export interface Costs {
  readonly label: string;
  readonly connections: number;
  /** The median time of connect, question, answer and close. */
  readonly medianMs: number;
  readonly memory: Memory;
}

/** The memory in bytes while SEVERAL clients are served; null if the kernel does not tell. */
interface Memory {
  /** What the server and its processes have grown by for each client (PSS), as the claims measure it. */
  readonly worker: number | null;
  /** The memory of the server and all its processes. */
  readonly all: number | null;
}

/** How many clients there are at once when memory is measured. */
export const SEVERAL = 4;

/** The number of consecutive connections for each way: at least `min`, and up to `max` while there is time. */
interface Connections {
  readonly min: number;
  readonly max: number;
}

export const manyConnections: Connections = { min: 5, max: 50 };
export const fewConnections: Connections = { min: 3, max: 3 };
const ENOUGH_MS = 400;
const WARM_UPS = 2;

/** Measures the ways; `progress` gets lines about it. */
export async function measureCosts(
  children: Children,
  ways: readonly Way[],
  connections: Connections,
  progress: (line: string) => void,
): Promise<Costs[]> {
  const costs: Costs[] = [];
  for (const { label, args, worker } of ways) {
    const server = await ServerProcess.start(children, args);
    // What is started with the first request, such as the server that forks, is there afterwards.
    for (let turn = 0; turn < WARM_UPS; turn += 1) await (await connectAndAsk(server)).leave();
    const beforeBytes = await calmBytes(server.pid);
    const clients = await connectTogether(server, worker === 'none' ? 1 : SEVERAL);
    // What replaces processes that were ready for a client is there as well.
    const all = await calmBytes(server.pid);
    const isTold = worker !== 'none' && all !== null && beforeBytes !== null;
    const perClient = isTold ? Math.max(0, all - beforeBytes) / clients.length : null;
    const memory = { worker: perClient, all };
    await Promise.all(clients.map((client) => client.leave()));
    const times = await connectInTurn(server, connections);
    await checkCounts(server, label, WARM_UPS + times.length + clients.length);
    costs.push({ label, connections: times.length, medianMs: median(times), memory });
    progress(`${args.join(' ')}: ${times.length} connections in turn, ${clients.length} at once`);
  }
  return costs;
}

/** The memory when nobody is served any more; null where the kernel does not tell. */
async function calmBytes(pid: number): Promise<number | null> {
  if (treeBytes(pid) === null) return null;
  await untilCalm(pid);
  return treeBytes(pid);
}

/** Makes consecutive connections for a while; returns how long each took. */
async function connectInTurn(server: ServerProcess, { min, max }: Connections): Promise<number[]> {
  const times: number[] = [];
  const startedAt = performance.now();
  let now = startedAt;
  while (times.length < min || (times.length < max && now - startedAt < ENOUGH_MS)) {
    const client = await connectAndAsk(server);
    await client.leave();
    times.push(performance.now() - now);
    now = performance.now();
  }
  return times;
}

/** Makes several connections that stay open. Each has got an answer, so each is being served. */
function connectTogether(server: ServerProcess, count: number): Promise<OneClient[]> {
  return Promise.all(Array.from({ length: count }, () => connectAndAsk(server)));
}

async function connectAndAsk({ port, ending }: ServerProcess): Promise<OneClient> {
  const client = await OneClient.connect('TCPServer', { host: '127.0.0.1', port }, ending);
  await client.ask();
  return client;
}

async function checkCounts(server: ServerProcess, label: string, expected: number): Promise<void> {
  const { finished } = await server.stop<ServerStats>();
  if (finished !== expected) throw new Error(`${label}: ${finished} of ${expected} finished`);
}
