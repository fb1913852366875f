// Every class of socketserver, asked by a client: a table of the time that one question takes, by what a request is
// and by where its handler runs.
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Address } from '@fdset/socket';
import type { ServerStats } from '@fdset/socketserver';
import { STRATEGIES, TRANSPORTS, isDatagram, isUnix } from '../socketserver/names.js';
import type { Children } from './children.js';
import { median, ms } from './numbers.js';
import { OneClient } from './one-client.js';
import { ServerProcess } from './server-process.js';
import { plainTable } from './plain-table.js';

const QUESTIONS = 7;

/** Starts and asks every class; `progress` is told what happens. */
export async function askEveryClass(
  children: Children,
  progress: (line: string) => void,
): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'fdset-demo-'));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  // Whatever ends the tour, as the reader of its output does that has seen enough.
  process.once('exit', remove);
  try {
    const rows: string[][] = [];
    for (const strategy of STRATEGIES) {
      const times = await askClasses(children, strategy, folder);
      rows.push([strategy || '(sequential)', ...times.map(ms)]);
      progress(`${TRANSPORTS.map((name) => strategy + name).join(', ')}: every answer right`);
    }
    return plainTable(['', ...TRANSPORTS], rows);
  } finally {
    process.off('exit', remove);
    remove();
  }
}

interface Asked {
  readonly name: string;
  readonly server: ServerProcess;
  readonly address: Address;
  /** Where its clients have their paths. */
  readonly folder: string;
}

/** The median time of a question to each class of a strategy; one is asked at a time. */
async function askClasses(children: Children, strategy: string, folder: string): Promise<number[]> {
  const names = TRANSPORTS.map((transport) => strategy + transport);
  const servers = await Promise.all(names.map((name) => startClass(children, name, folder)));
  // They listen before their threads and processes are there: the first answer says that they are.
  await Promise.all(servers.map((server) => askOnce(server)));
  const medians: number[] = [];
  for (const server of servers) {
    const times: number[] = [];
    while (times.length < QUESTIONS) times.push(await askOnce(server));
    medians.push(median(times));
  }
  await Promise.all(servers.map(checkCounts));
  return medians;
}

async function startClass(children: Children, name: string, folder: string): Promise<Asked> {
  const path = join(folder, name);
  const place = isUnix(name) ? ['--path', path] : undefined;
  const server = await ServerProcess.start(children, ['socketserver', '--server', name], place);
  const address = isUnix(name) ? { path } : { host: '127.0.0.1', port: server.port };
  return { name, server, address, folder };
}

async function checkCounts({ name, server }: Asked): Promise<void> {
  const { finished } = await server.stop<ServerStats>();
  const asked = QUESTIONS + 1;
  if (finished !== asked) throw new Error(`${name} finished ${finished} of ${asked} requests`);
}

async function askOnce({ name, server, address, folder }: Asked): Promise<number> {
  const ownPath = join(folder, `client-${randomBytes(4).toString('hex')}`);
  const startedAt = performance.now();
  const client = OneClient.connect(name, address, server.ending, ownPath);
  await client.ask();
  if (isDatagram(name)) client.close();
  else await client.leave();
  return performance.now() - startedAt;
}
