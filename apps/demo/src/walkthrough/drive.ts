// One run of a server with clients that all connect first and then talk at the same time. Every answer is checked.
import { setTimeout } from 'node:timers/promises';
import type { ServerReport } from '../servers/tally.js';
import type { Children } from './children.js';
import { ClientProcess } from './client-process.js';
import { median } from './numbers.js';
import { ServerProcess } from './server-process.js';

export interface Load {
  readonly clients: number;
  /** How many lines each client sends. */
  readonly exchanges: number;
  /** The pause between two lines of a client. */
  readonly thinkMs: number;
}

export interface RunResult {
  readonly label: string;
  readonly report: ServerReport;
  /** The time until each client had its first answer, in ms, in ascending order. */
  readonly firstReplyMs: readonly number[];
  /** The median time of all later answers, in ms; null when there were none. */
  readonly medianReplyMs: number | null;
}

/** Runs a server command under a load; `progress` gets lines about it. */
export async function drive(
  children: Children,
  label: string,
  args: readonly string[],
  load: Load,
  progress: (line: string) => void,
): Promise<RunResult> {
  const server = await ServerProcess.start(children, args);
  progress(`${label}: listening on port ${server.port}, process ${server.pid}`);
  const clients = await Promise.all(
    Array.from({ length: load.clients }, () => ClientProcess.start(children, server.port)),
  );
  progress(
    `${label}: ${load.clients} client processes connected, each sends ${load.exchanges} lines`,
  );
  const talks = await Promise.all(clients.map((client, index) => talk(client, index + 1, load)));
  const report = await server.stop<ServerReport>();
  progress(`${label}: ${talks.flat().length} answers, every one right`);
  return {
    label,
    report,
    firstReplyMs: talks.map((tookMs) => tookMs[0]!).sort((a, b) => a - b),
    medianReplyMs: load.exchanges > 1 ? median(talks.flatMap((tookMs) => tookMs.slice(1))) : null,
  };
}

/** Runs the conversation of one client; returns how long each answer took. */
async function talk(client: ClientProcess, number: number, load: Load): Promise<number[]> {
  const answerTimes: number[] = [];
  for (let turn = 1; turn <= load.exchanges; turn += 1) {
    const line = `hello ${turn} from client ${number}`;
    const { reply, tookMs } = await client.ask(line);
    const expected = `${line.toUpperCase()}_SB`;
    if (reply !== expected) throw new Error(`a client got ${reply} where ${expected} was due`);
    answerTimes.push(tookMs);
    await setTimeout(load.thinkMs);
  }
  await client.leave();
  return answerTimes;
}
