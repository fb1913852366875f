// One trial of an echo server: start it, load it, read off what it did, end it.
import { runToEnd } from './child.mjs';
import { pinned } from './cores.mjs';
import { nativeProgram } from './native.mjs';
import { Skipped, startServer } from './server.mjs';
import { toFigures } from './trial-figures.mjs';

const loadCommand = ({ port, pid, load, times }) =>
  Object.entries({
    port,
    pid,
    connections: load.connections,
    size: load.size,
    depth: load.depth,
    'warmup-ms': times.warmupMs,
    'measure-ms': times.measureMs,
    'idle-ms': times.idleMs ?? 0,
  }).map(([name, value]) => `--${name}=${value}`);

/** Runs a peer's command under a load of `{ connections, size, depth }` for `times`. */
export const runEchoTrial = async ({ command, missing, load, times, cores, signal, env }) => {
  if (!command) throw new Skipped(missing);
  const server = await startServer(command, { core: cores.server, signal, env });
  try {
    const args = loadCommand({ port: server.address, pid: server.pid, load, times });
    const output = await runToEnd(pinned(cores.load, [nativeProgram('echo-load'), ...args]), {
      signal,
    });
    return toFigures(JSON.parse(output));
  } finally {
    await server.stop();
  }
};
