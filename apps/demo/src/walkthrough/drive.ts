// One run of a server with clients that all connect at the same time and then talk. Every answer is checked, and the moments of each
// client are noted for its line in the waterfall.
import { setTimeout } from 'node:timers/promises';
import { connect } from '@fdset/client';
import type { Client } from '@fdset/client';
import { answers } from '../client/answers.js';
import type { Children } from './children.js';
import { median } from './numbers.js';
import { OneClient, PATIENCE_MS } from './one-client.js';
import { ServerProcess } from './server-process.js';

export interface Run {
  readonly label: string;
  readonly args: readonly string[];
  /** How many workers the server may have at once; they are started first, so that the picture is not that of their start. */
  readonly workers?: number;
}

export interface Load {
  readonly clients: number;
  /** How many lines each client sends. */
  readonly exchanges: number;
  /** The pause between two lines of a client. */
  readonly thinkMs: number;
}

/** The moments of one client, in ms since the clients began to connect, and how long each of its answers took. */
export interface Talk {
  readonly startMs: number;
  readonly connectedMs: number;
  readonly firstAnswerMs: number;
  readonly leftMs: number;
  readonly answersMs: readonly number[];
}

export interface RunResult<Report> {
  readonly label: string;
  /** What the server has counted. */
  readonly report: Report;
  /** In the order in which the clients were served. */
  readonly talks: readonly Talk[];
  /** The time from the end of its connect until each client had its first answer, in ms, in ascending order. */
  readonly firstReplyMs: readonly number[];
  /** The median time of all later answers, in ms; null when there were none. */
  readonly medianReplyMs: number | null;
}

/** Runs a server command under a load; `progress` gets lines about it. */
export async function drive<Report>(
  children: Children,
  { label, args, workers = 0 }: Run,
  load: Load,
  progress: (line: string) => void,
): Promise<RunResult<Report>> {
  const server = await ServerProcess.start(children, args);
  progress(`${label}: listening on port ${server.port}, process ${server.pid}`);
  await startWorkers(server, Math.min(workers, load.clients));
  const startedAt = performance.now();
  const talking = Array.from({ length: load.clients }, (_, index) =>
    talk(server, index + 1, load, startedAt),
  );
  progress(`${label}: ${load.clients} clients, each sends ${load.exchanges} lines`);
  const talks = await Promise.all(talking);
  const report = await server.stop<Report>();
  progress(`${label}: ${load.clients * load.exchanges} answers, every one right`);
  return {
    label,
    report,
    talks: talks.toSorted((a, b) => a.firstAnswerMs - b.firstAnswerMs),
    firstReplyMs: talks
      .map(({ connectedMs, firstAnswerMs }) => firstAnswerMs - connectedMs)
      .sort((a, b) => a - b),
    medianReplyMs:
      load.exchanges > 1 ? median(talks.flatMap(({ answersMs }) => answersMs.slice(1))) : null,
  };
}

/** Has that many clients served at once, which takes as many workers. */
async function startWorkers({ port, ending }: ServerProcess, count: number): Promise<void> {
  const address = { host: '127.0.0.1', port };
  const connecting = Array.from({ length: count }, () =>
    OneClient.connect('TCPServer', address, ending),
  );
  const clients = await Promise.all(connecting);
  await Promise.all(clients.map((client) => client.ask()));
  await Promise.all(clients.map((client) => client.leave()));
}

/** Runs the conversation of one client. */
async function talk(
  { port, ending }: ServerProcess,
  number: number,
  { exchanges, thinkMs }: Load,
  since: number,
): Promise<Talk> {
  const now = (): number => performance.now() - since;
  const startMs = now();
  await using client = await connectTo(port, ending);
  const connectedMs = now();
  const answersMs: number[] = [];
  let firstAnswerMs = NaN;
  for (let turn = 1; turn <= exchanges; turn += 1) {
    const askedMs = now();
    await ask(client, `hello ${turn} from client ${number}`);
    answersMs.push(now() - askedMs);
    if (turn === 1) firstAnswerMs = now();
    await setTimeout(thinkMs, undefined, { signal: ending });
  }
  client.end();
  await client.receive({ timeoutMs: PATIENCE_MS });
  return { startMs, connectedMs, firstAnswerMs, leftMs: now(), answersMs };
}

function connectTo(port: number, signal: AbortSignal): Promise<Client<Buffer, string>> {
  const times = { timeoutMs: PATIENCE_MS, requestTimeoutMs: PATIENCE_MS };
  return connect(`tcp://127.0.0.1:${port}`, { framing: answers, signal, ...times });
}

async function ask(client: Client<Buffer, string>, line: string): Promise<void> {
  const answer = String(await client.request(line));
  const expected = line.toUpperCase();
  if (answer !== expected) throw new Error(`a client got ${answer} where ${expected} was due`);
}
