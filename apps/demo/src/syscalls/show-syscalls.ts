// Counts the system calls of every model's server by strace, and prints them per request.
import { ringRefusal } from '../ring-refusal.js';
import type { Screen } from '../terminal/screen.js';
import { table } from '../terminal/table.js';
import type { Terminal } from '../terminal/terminal.js';
import { heading, item, prose } from '../terminal/text.js';
import type { Children } from '../walkthrough/children.js';
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
  screen: Screen,
): Promise<void> {
  const { terminal } = screen;
  screen.print(...heading(terminal, '4.6.2 System calls per request, model by model'));
  const refusal = ringRefusal();
  const rows: SyscallsRow[] = [];
  const servers = tracedServers.filter((one) => !('needsRing' in one) || refusal === null);
  for (const [index, server] of servers.entries()) {
    screen.progress(
      `strace -c -f, ${requests} requests to each server`,
      index / servers.length,
      `: ${server.label}`,
    );
    rows.push(await countOne(children, server, requests));
  }
  screen.print(...syscallsTable(terminal, rows), '');
  for (const text of explainSyscalls(rows)) screen.print(...item(terminal, text));
  if (refusal !== null) screen.print(...prose(terminal, `async uring is not shown: ${refusal}`));
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

function syscallsTable(terminal: Terminal, rows: readonly SyscallsRow[]): string[] {
  return table(
    terminal,
    ['', 'wait', 'recv', 'send', 'ring', 'other', 'total', `of ${TOGETHER}`],
    rows.map(({ label, one, together }) => [
      label,
      ...[one.wait, one.recv, one.send, one.ring, one.other, one.total].map(calls),
      together === null ? '' : calls(together.total),
    ]),
  );
}
