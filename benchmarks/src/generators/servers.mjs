// The servers that are loaded, and what has to be installed for each.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

import { nativeProgram } from '../harness/native.mjs';

const wrapper = fileURLToPath(new URL('peers/foreign-server.mjs', import.meta.url));

/** A server that is not of this repository, and the generator that belongs to it. */
const foreign = { nginx: ['nginx', 'wrk'], 'redis-server': ['redis-server', 'redis-benchmark'] };

const isInstalled = (program) =>
  spawnSync(program, ['-v'], { stdio: 'ignore' }).error === undefined;

/** Whether a server and the generator to compare with are installed. */
export const hasServer = (name) => (foreign[name] ?? []).every(isInstalled);

/** The command of a server, which prints `READY <port>`. */
export const serverCommand = (name) =>
  name === 'echo' ? [nativeProgram('echo-server')] : [process.execPath, wrapper, name];
