// One trial of an echo server: start it, load it, read off what it did, end it.
import { runToEnd } from './child.mjs';
import { pinned } from './cores.mjs';
import { nativeProgram } from './native.mjs';
import { Skipped, startServer } from './server.mjs';

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

/** What the load generator said, as figures per second and per request. */
export const toFigures = ({ requests, measured, idle, ...rest }) => ({
  perSecond: requests / measured.seconds,
  cpuNsPerRequest: measured.serverCpuNs / requests,
  serverBusy: measured.serverCpuNs / measured.seconds / 1e9,
  loadBusy: measured.loadCpuNs / measured.seconds / 1e9,
  p50Ns: rest.p50Ns,
  p99Ns: rest.p99Ns,
  p999Ns: rest.p999Ns,
  ...(idle.seconds > 0.05 ? { idleTicks: idle.serverTicks, idleCpuNs: idle.serverCpuNs } : {}),
});

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
