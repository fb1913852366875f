// Counts system calls by strace, in a run of its own: strace slows a program down, so nothing else is measured in it.
import { once } from 'node:events';
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Skipped } from '@fdset/benchmarks/kit';
import type { Metrics } from '@fdset/benchmarks/kit';
import { callGroups } from '../../syscalls/call-groups.js';
import { countsIn } from '../../syscalls/strace.js';
import type { CallCounts } from '../../syscalls/strace.js';
import type { Children } from '../../walkthrough/children.js';
import { question } from '../question.js';
import { CALLS_MODES, REPEATS } from './calls.js';
import type { CallsMode } from './calls.js';

export const tracedCalls = question({
  id: 'traced-calls',
  summary: 'strace counts the calls of reads and of sendall',
  peers: CALLS_MODES,
  rounds: 3,
  trial: (mode, { children }) => count(children, mode),
});

async function count(children: Children, mode: CallsMode): Promise<Metrics> {
  if (spawnSync('strace', ['-V']).error !== undefined)
    throw new Skipped(
      'strace is not installed (apt install strace), so no system calls were counted',
    );
  const counts = await trace(children, mode);
  const { recv, send } = callGroups;
  return {
    waits: sum(counts, ['select', 'pselect6', '_newselect']) / REPEATS,
    recvs: sum(counts, recv) / REPEATS,
    sends: sum(counts, send) / REPEATS,
  };
}

const program = fileURLToPath(new URL('./claims-calls.js', import.meta.url));

async function trace(children: Children, mode: CallsMode): Promise<CallCounts> {
  const child = children.startProgram('strace', ['-c', process.execPath, program, mode]);
  let text = '';
  child.stderr.setEncoding('utf8').on('data', (part: string) => (text += part));
  const [code] = (await once(child, 'close', { signal: children.ending })) as [number | null];
  if (code === 0) return countsIn(text);
  throw new Skipped(`strace counts nothing here: ${text.trim().split('\n')[0] ?? 'no message'}`);
}

function sum(counts: CallCounts, names: readonly string[]): number {
  return names.reduce((calls, name) => calls + (counts.get(name) ?? 0), 0);
}
