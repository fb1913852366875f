// The server runs alone on one core, the load alone on another. A pinned command keeps its process id, because taskset
// replaces itself with the command.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { SetUpError } from '@fdset/tooling/set-up-error';

const expand = (part) => {
  const [first, last = first] = part.split('-').map(Number);
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
};

/** Parses `0-2,5`, the form of /proc and of taskset, into [0, 1, 2, 5]. */
export const parseCoreList = (text) => text.trim().split(',').flatMap(expand);

/** The cores that this process may run on. */
export const allowedCores = () => {
  const status = readFileSync('/proc/self/status', 'utf8');
  return parseCoreList(/^Cpus_allowed_list:\s*(.+)$/m.exec(status)[1]);
};

/** Returns `{ server, load }`, or throws an error that says what this machine lacks. */
export const chooseCores = () => {
  if (process.platform !== 'linux')
    throw new SetUpError('The benchmarks need Linux: epoll, taskset and /proc.');
  if (spawnSync('taskset', ['--version']).status !== 0)
    throw new SetUpError('The benchmarks need taskset: install util-linux.');
  const [server, load] = allowedCores();
  if (load !== undefined) return { server, load };
  throw new SetUpError('The benchmarks need two cores: one for the server, one for the load.');
};

/** Pins a command to one core, or to several, such as `0,1`. */
export const pinned = (core, [command, ...args]) => ['taskset', '-c', `${core}`, command, ...args];
