// One trial starts a server, loads it with one of the native programs, reads the figures of both, and ends the server.
import { runToEnd } from '../kit/child.mjs';
import { pinned } from '../kit/cores.mjs';
import { nativeProgram } from './native.mjs';
import { Skipped, startServer } from '../kit/server.mjs';
import { toFigures } from './trial-figures.mjs';

const timeArguments = ({ warmupMs, measureMs, idleMs }) => [
  `--warmup-ms=${warmupMs}`,
  `--measure-ms=${measureMs}`,
  ...(idleMs === undefined ? [] : [`--idle-ms=${idleMs}`]),
];

// Handlers that compute may also use the core of the load, because the load then has little to do.
const serverCores = (cores, { bothCores }) =>
  bothCores ? `${cores.server},${cores.load}` : cores.server;

/**
 * Runs a peer under the load generator `program`. `command(load)` is the command of the peer; null means that `missing` is
 * not there. `loadArguments(load, server)` are the arguments of the generator. A case with `bothCores` lets the server use
 * both cores. A case with `report` asks the server for its own figures at the end.
 */
export const runTrial = async ({ command, missing, load, times, cores, signal, ...how }) => {
  const started = command(load);
  if (!started) throw new Skipped(missing);
  const server = await startServer(started, { core: serverCores(cores, load), signal });
  try {
    const asked = how.loadArguments(load, server);
    const args = [...asked, ...timeArguments(times), `--pid=${server.pid}`];
    const generator = pinned(cores.load, [nativeProgram(how.program), ...args]);
    const figures = toFigures(JSON.parse(await runToEnd(generator, { signal })), load);
    return load.report ? { ...figures, ...(await server.report()) } : figures;
  } finally {
    await server.stop();
  }
};

const echoArguments = ({ connections, size, depth }, { address }) => [
  `--port=${address}`,
  `--connections=${connections}`,
  `--size=${size}`,
  `--depth=${depth}`,
];

/** Runs a trial of a TCP echo server. */
export const runEchoTrial = (options) =>
  runTrial({ ...options, program: 'echo-load', loadArguments: echoArguments });

/** Runs a trial of a TCP echo server that speaks TLS. */
export const runTlsTrial = (options) =>
  runTrial({ ...options, program: 'tls-load', loadArguments: echoArguments });

const connectArguments = ({ clients, gapMs = 0 }, { address }) => [
  `--port=${address}`,
  `--clients=${clients}`,
  `--gap-ms=${gapMs}`,
];

/** Runs a trial of a server with one connection for each request. */
export const runConnectTrial = (options) =>
  runTrial({ ...options, program: 'connect-load', loadArguments: connectArguments });
