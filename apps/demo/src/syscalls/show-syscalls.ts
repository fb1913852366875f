// Counts the system calls of every model's server by strace, and prints them per request.
import { ringRefusal } from '../ring-refusal.js';
import type { Children } from '../walkthrough/children.js';
import { plainTable } from '../walkthrough/plain-table.js';
import { groupCalls } from './call-groups.js';
import { callsPerRequest } from './count-calls.js';
import { calls, explainSyscalls } from './explain-syscalls.js';
import type { SyscallsRow } from './explain-syscalls.js';
import { TOGETHER, tracedServers } from './traced-servers.js';
import type { TracedLabel, TracedServer } from './traced-servers.js';

/** Counts and prints; rejects with a UserError where strace is missing or refused. */
export async function showSyscalls(
  children: Children,
  { requests }: { readonly requests: number },
  print: (line: string) => void,
): Promise<void> {
  print('4.6.2 System calls per request, model by model');
  print(
    `  strace -c -f on each server, while a client asks ${requests} times and waits 2 ms before each`,
  );
  const refusal = ringRefusal();
  const rows: SyscallsRow[] = [];
  for (const server of tracedServers)
    if (!('needsRing' in server) || refusal === null)
      rows.push(await countOne(children, server, requests));
  print(syscallsTable(rows));
  for (const line of explainSyscalls(rows)) print(line);
  if (refusal !== null) print(`async uring is not shown: ${refusal}`);
}

async function countOne(
  children: Children,
  { label, args, isShared }: TracedServer & { readonly label: TracedLabel },
  requests: number,
): Promise<SyscallsRow> {
  const ways = [1, TOGETHER].map((clients) => ({ clients, requests }));
  const [counts, ofMany] = await callsPerRequest(children, args, isShared ? ways : [ways[0]!]);
  const together = ofMany === undefined ? null : groupCalls(ofMany);
  return { label, counts: counts!, one: groupCalls(counts!), together };
}

function syscallsTable(rows: readonly SyscallsRow[]): string {
  return plainTable(
    ['', 'wait', 'recv', 'send', 'ring', 'other', 'total', `of ${TOGETHER}`],
    rows.map(({ label, one, together }) => [
      label,
      ...[one.wait, one.recv, one.send, one.ring, one.other, one.total].map(calls),
      together === null ? '' : calls(together.total),
    ]),
  );
}
