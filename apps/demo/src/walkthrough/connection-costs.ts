// Measures the costs of a connection in each of the document's ways out: the time of consecutive connections, and the memory while
// several are served at once.
import type { ServerStats } from '@fdset/socketserver';
import type { Children } from './children.js';
import { holdersOf, privateBytes, residentBytes, treeBytes } from './memory.js';
import { median } from './numbers.js';
import { OneClient } from './one-client.js';
import { ServerProcess } from './server-process.js';

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
  /** The memory of one thread or process: the growth of the server for each thread, or the private pages of the process. */
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

/** Measures the ways; `progress` gets lines about it. */
export async function measureCosts(
  children: Children,
  ways: readonly Way[],
  connections: Connections,
  progress: (line: string) => void,
): Promise<Costs[]> {
  const costs: Costs[] = [];
  // The memory of a server without threads for clients.
  let aloneBytes: number | null = null;
  for (const { label, args, worker } of ways) {
    const server = await ServerProcess.start(children, args);
    const clients = await connectTogether(server, worker === 'none' ? 1 : SEVERAL);
    if (worker === 'none') aloneBytes = residentBytes(server.pid);
    const memory = {
      worker: workerBytes(worker, server, clients, aloneBytes),
      all: treeBytes(server.pid),
    };
    await Promise.all(clients.map((client) => client.leave()));
    const times = await connectInTurn(server, connections);
    await checkCounts(server, label, times.length + clients.length);
    costs.push({ label, connections: times.length, medianMs: median(times), memory });
    progress(`${args.join(' ')}: ${times.length} connections in turn, ${clients.length} at once`);
  }
  return costs;
}

function workerBytes(
  worker: Way['worker'],
  server: ServerProcess,
  clients: readonly OneClient[],
  aloneBytes: number | null,
): number | null {
  if (worker === 'process') return processBytes(server, clients);
  const grown = residentBytes(server.pid);
  if (worker === 'none' || grown === null || aloneBytes === null) return null;
  return (grown - aloneBytes) / clients.length;
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

function processBytes({ pid, port }: ServerProcess, clients: readonly OneClient[]): number | null {
  const sizes = clients
    .flatMap((client) => holdersOf(pid, port, client.port))
    .map(privateBytes)
    .filter((size) => size !== null);
  return sizes.length === 0 ? null : median(sizes);
}

async function checkCounts(server: ServerProcess, label: string, expected: number): Promise<void> {
  const { finished } = await server.stop<ServerStats>();
  if (finished !== expected) throw new Error(`${label}: ${finished} of ${expected} finished`);
}
