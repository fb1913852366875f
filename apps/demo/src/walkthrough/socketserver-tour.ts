// The document's conclusion, measured: the same handler in every way, the time of one connection and the
// memory of the server with its threads and processes.
import { readFileSync, readdirSync } from 'node:fs';
import { connect } from 'node:net';
import { once } from 'node:events';
import Table from 'cli-table3';
import type { Children } from './children.js';
import { LineReader } from './line-reader.js';
import { ms } from './numbers.js';

const CLASSES = [
  { name: 'TCPServer', args: [] },
  { name: 'ThreadingTCPServer', args: [] },
  { name: 'ThreadingTCPServer, no reuse', args: ['--threads', '--no-reuse'] },
  { name: 'ThreadPoolTCPServer', args: [] },
  { name: 'ForkingTCPServer', args: [] },
  { name: 'ProcessPoolTCPServer', args: [] },
];
const CONNECTIONS = 13;
const WARM_UP = 2;

/** Runs each class and prints what a connection costs. */
export async function tourSocketserver(
  children: Children,
  print: (line: string) => void,
): Promise<void> {
  print('\n4.6.3 socketserver: one handler, the strategy is one word');
  const table = new Table({
    head: ['class', 'one connection', 'memory'],
    style: { head: [], border: [] },
  });
  for (const { name, args } of CLASSES) {
    const command = args.length > 0 ? ['blocking', ...args] : ['socketserver', '--server', name];
    const { tookMs, bytes } = await measure(children, command);
    table.push([name, ms(tookMs), `${Math.round(bytes / 2 ** 20)} MiB`]);
    print(`  ${name}: ${CONNECTIONS} clients one after another, every answer right`);
  }
  print(table.toString());
  print(
    'A connection is connect, one question, its answer, close: the median of its time. Memory is the',
  );
  print(
    'proportional set size of the server and its children. Threads and pools are used again; "no reuse"',
  );
  print(
    'is the document as it stands, a thread for each client, and Forking starts a process for each.',
  );
}

async function measure(
  children: Children,
  command: readonly string[],
): Promise<{ tookMs: number; bytes: number }> {
  const child = children.start([...command, '--port', '0']);
  const lines = new LineReader(child, command.join(' '));
  const [, port] = /^listening on .*:(\d+)$/.exec(await lines.next()) ?? [];
  const times: number[] = [];
  for (let turn = 0; turn < CONNECTIONS; turn += 1) times.push(await exchange(Number(port)));
  const bytes = memoryOf(child.pid!);
  child.kill('SIGTERM');
  await once(child, 'exit');
  const sorted = times.slice(WARM_UP).sort((a, b) => a - b);
  return { tookMs: sorted[Math.floor(sorted.length / 2)]!, bytes };
}

async function exchange(port: number): Promise<number> {
  const startedAt = performance.now();
  const client = connect(port, '127.0.0.1');
  client.write('hello');
  const [data] = (await once(client, 'data')) as [Buffer];
  const tookMs = performance.now() - startedAt;
  client.end();
  client.resume();
  await once(client, 'close');
  if (!/^HELLO(_SB)?$/.test(data.toString())) throw new Error(`a client got ${data.toString()}`);
  return tookMs;
}

/** The proportional set size of a process and its children, in bytes; 0 where there is no /proc. */
function memoryOf(pid: number): number {
  try {
    const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
    const own = Number(/^Pss:\s+(\d+) kB/m.exec(rollup)?.[1] ?? 0) * 1024;
    const tasks = readdirSync(`/proc/${pid}/task`).flatMap((task) =>
      readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').trim().split(/\s+/),
    );
    return tasks.filter(Boolean).reduce((sum, child) => sum + memoryOf(Number(child)), own);
  } catch {
    return 0;
  }
}
