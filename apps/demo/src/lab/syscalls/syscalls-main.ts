// Counts the system calls of one model by strace, a bundle entry: in processes of its own, because strace slows a server down. The server is
// that of the command line, which one client asks. Prints the counts as a line of JSON, or why there are none.
import { fileURLToPath } from 'node:url';
import { callsPerRequest } from '../../syscalls/count-calls.js';
import { UserError } from '../../user-error.js';
import { Children } from '../../walkthrough/children.js';
import type { SyscallCounts } from '../protocol/lab-info.js';
import type { ModelId } from '../protocol/run-config.js';

const MESSAGES = 200;
const POOL = ['--pool', '4'] as const;

const commands: Readonly<Record<ModelId, readonly string[]>> = {
  blocking: ['blocking'],
  threads: ['blocking', '--threads'],
  'threads-anew': ['blocking', '--threads', '--no-reuse'],
  processes: ['blocking', '--processes'],
  'thread-pool': ['blocking', ...POOL],
  'process-pool': ['blocking', '--processes', ...POOL],
  nonblocking: ['nonblocking'],
  select: ['multiplexing', '--selector', 'select'],
  poll: ['multiplexing', '--selector', 'poll'],
  epoll: ['multiplexing', '--selector', 'epoll'],
  async: ['async', '--driver', 'selector'],
  'async-uring': ['async', '--driver', 'uring'],
};

export type SyscallsResult = { readonly counts: SyscallCounts } | { readonly refused: string };

const model = process.argv[2] as ModelId;
const children = new Children(fileURLToPath(new URL('./cli.js', import.meta.url)));

async function count(): Promise<SyscallsResult> {
  const ways = [{ clients: 1, requests: MESSAGES }];
  try {
    const [counts = new Map<string, number>()] = await callsPerRequest(
      children,
      commands[model],
      ways,
    );
    const all = [...counts].toSorted(([, one], [, other]) => other - one);
    const perMessage = all.map(([name, calls]) => ({ name, count: calls }));
    return { counts: { model, messages: MESSAGES, perMessage } };
  } catch (error) {
    if (error instanceof UserError) return { refused: error.message };
    throw error;
  } finally {
    await children.stopAll();
  }
}

process.stdout.write(`${JSON.stringify(await count())}\n`);
