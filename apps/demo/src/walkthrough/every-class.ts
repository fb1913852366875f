// A client asks every class of socketserver. The result is a table of the time of one question, by kind of request and by strategy.
import { mkdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Address } from '@fdset/socket';
import type { ServerStats } from '@fdset/socketserver';
import { STRATEGIES, TRANSPORTS, isDatagram, isUnix } from '../socketserver/names.js';
import { UserError } from '../user-error.js';
import type { Children } from './children.js';
import { median } from './numbers.js';
import { OneClient } from './one-client.js';
import { ServerProcess } from './server-process.js';

const QUESTIONS = 7;

/** The transports that are tried with a strategy. */
type TransportsOf = (strategyIndex: number) => readonly string[];

export const allTransports: TransportsOf = () => TRANSPORTS;

/** A different one for each strategy, so that all are tried. */
export const oneTransport: TransportsOf = (index) => [TRANSPORTS[index % TRANSPORTS.length]!];

/** The median time of a question in ms, by the name of the class. */
export type ClassTimes = ReadonlyMap<string, number>;

/** Starts and asks every class, or some of each strategy; `progress` gets lines about it. */
export async function askEveryClass(
  children: Children,
  transportsOf: TransportsOf,
  progress: (line: string) => void,
): Promise<ClassTimes> {
  const { folder } = children;
  make(folder);
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  // The folder is removed however the tour ends, for example when the reader of its output stops early.
  process.once('exit', remove);
  try {
    const times = new Map<string, number>();
    for (const [index, strategy] of STRATEGIES.entries()) {
      const names = transportsOf(index).map((transport) => strategy + transport);
      for (const [name, time] of await askClasses(children, names, folder)) times.set(name, time);
      progress(`${strategy || '(sequential)'}, ${names.length} classes: every answer right`);
    }
    return times;
  } finally {
    process.off('exit', remove);
    remove();
  }
}

function make(folder: string): void {
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UserError(
      `cannot make a folder for sockets in ${tmpdir()} (${code}): set TMPDIR to one where you may`,
    );
  }
}

interface Asked {
  readonly name: string;
  readonly server: ServerProcess;
  readonly address: Address;
}

/** The median time of a question to each class, by its name; they are asked one at a time. */
async function askClasses(
  children: Children,
  names: readonly string[],
  folder: string,
): Promise<ClassTimes> {
  const servers = await Promise.all(names.map((name) => startClass(children, name, folder)));
  // Servers listen before their threads and processes are ready; the first answer shows that they are.
  await Promise.all(servers.map((server) => askOnce(server)));
  const medians = new Map<string, number>();
  for (const server of servers) {
    const times: number[] = [];
    while (times.length < QUESTIONS) times.push(await askOnce(server));
    medians.set(server.name, median(times));
  }
  await Promise.all(servers.map(checkCounts));
  return medians;
}

async function startClass(children: Children, name: string, folder: string): Promise<Asked> {
  const path = join(folder, name);
  const place = isUnix(name) ? ['--path', path] : undefined;
  const server = await ServerProcess.start(children, ['socketserver', '--server', name], place);
  const address = isUnix(name) ? { path } : { host: '127.0.0.1', port: server.port };
  return { name, server, address };
}

async function checkCounts({ name, server }: Asked): Promise<void> {
  const { finished } = await server.stop<ServerStats>();
  const asked = QUESTIONS + 1;
  if (finished !== asked) throw new Error(`${name} finished ${finished} of ${asked} requests`);
}

async function askOnce({ name, server, address }: Asked): Promise<number> {
  const startedAt = performance.now();
  const client = await OneClient.connect(name, address, server.ending);
  await client.ask();
  if (isDatagram(name)) client.close();
  else await client.leave();
  return performance.now() - startedAt;
}
