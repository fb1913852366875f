// Counts the system calls of one server while clients ask it, and divides them by the requests. strace is attached when every
// client has had an answer, so nothing of the start is counted.
import { processTree } from '@fdset/benchmarks/kit';
import { setTimeout } from 'node:timers/promises';
import type { Children } from '../walkthrough/children.js';
import { OneClient } from '../walkthrough/one-client.js';
import { ServerProcess } from '../walkthrough/server-process.js';
import { untilCallsEnd, untilForked } from './until-settled.js';
import { Strace } from './strace.js';
import type { CallCounts } from './strace.js';

/** A server is then back in its wait, also when strace slows it down: otherwise it would find the next request at once. */
const PAUSE_MS = 2;

/** Some clients that ask at the same time, pause when all have their answers, and ask again, until there were so many requests. */
export interface Asking {
  readonly clients: number;
  readonly requests: number;
}

/** Asks one server in several ways, one after the other; returns the calls per request of each, by name. */
export async function callsPerRequest(
  children: Children,
  args: readonly string[],
  ways: readonly Asking[],
): Promise<CallCounts[]> {
  const server = await ServerProcess.start(children, args);
  const counts: CallCounts[] = [];
  for (const way of ways) counts.push(await countCalls(children, server, way));
  await server.stop();
  return counts;
}

async function countCalls(
  children: Children,
  server: ServerProcess,
  { clients, requests }: Asking,
): Promise<CallCounts> {
  const address = { host: '127.0.0.1', port: server.port };
  const asking = await Promise.all(
    Array.from({ length: clients }, () => OneClient.connect('TCPServer', address, server.ending)),
  );
  const askAll = (): Promise<unknown> => Promise.all(asking.map((client) => client.ask()));
  await askAll();
  await untilForked(server.pid, server.ending);
  const traced = processTree(server.pid);
  const strace = await Strace.attach(children, traced);
  const rounds = Math.ceil(requests / clients);
  for (let round = 0; round < rounds; round += 1) {
    await setTimeout(PAUSE_MS);
    await askAll();
  }
  await untilCallsEnd(traced, server.ending);
  const counts = await strace.stop();
  await Promise.all(asking.map((client) => client.leave()));
  return new Map([...counts].map(([name, calls]) => [name, calls / (rounds * clients)]));
}
