// Do load generators agree? `fdset bench` beside those of others, each against the same server: the C generator of these benchmarks
// (C echo server), wrk (nginx) and redis-benchmark (redis-server).
import { parseCase as parseEchoCase } from '../echo/cases.mjs';
import { runToEnd } from '../kit/child.mjs';
import { pinned } from '../kit/cores.mjs';
import { runLoadQuestion } from '../harness/load-question.mjs';
import { startServer } from '../kit/server.mjs';
import { generators } from './generators.mjs';
import { hasServer, serverCommand } from './servers.mjs';
import { generatorTargets } from './targets.mjs';

/** A case of an echo server is CONNECTIONSxBYTESxDEPTH; the others are `http` and `redis`, of 50 connections. */
const parseCase = (id) => {
  if (Object.hasOwn(others, id)) return others[id];
  const one = parseEchoCase(id);
  return one === null ? null : { ...one, server: 'echo', peers: ['c-generator', 'fdset-bench'] };
};

const others = {
  http: { id: 'http', server: 'nginx', connections: 50, depth: 1, peers: ['wrk', 'fdset-bench'] },
  redis: {
    id: 'redis',
    server: 'redis-server',
    connections: 50,
    // One at a time costs redis-benchmark more than the server: it would measure itself.
    depth: 16,
    peers: ['redis-benchmark', 'fdset-bench'],
  },
};

const caseLabel = ({ server, connections, size, depth }) => {
  if (server === 'nginx') return `nginx, ${connections} connections, responses of a fixed length`;
  if (server === 'redis-server')
    return `redis-server, ${connections} connections, PING by lines, ${depth} under way on each`;
  const pipeline = depth === 1 ? '' : `, ${depth} requests under way on each`;
  return `C echo server, ${connections} connection${connections === 1 ? '' : 's'}, ${size} bytes${pipeline}`;
};

const caseIds = ['1x64x1', '50x64x1', '1000x64x1', '50x4096x1', '50x64x16', 'http', 'redis'];

const trial = async ({ command: make, load, times, cores, signal }) => {
  const generator = make(load);
  const server = await startServer(serverCommand(load.server), { core: cores.server, signal });
  try {
    const asked = { load, times, address: server.address, serverPid: server.pid };
    const command = pinned(cores.load, generator.command(asked));
    const { exitCodes } = generator;
    return generator.figures(await runToEnd(command, { signal, exitCodes }));
  } finally {
    await server.stop();
  }
};

export const generatorsQuestion = {
  name: 'generators',
  summary:
    'fdset bench beside the C generator, wrk and redis-benchmark: rate, latency, processor time',
  fullMinutes: 6,
  quickMinutes: 2,
  run: (context) =>
    runLoadQuestion(context, {
      unit: 'requests',
      reference: 'c-generator',
      columns: ['perSecond', 'ratio', 'cpu', 'cpuRatio', 'p50', 'p99', 'loadBusy'],
      peers: generators.map(({ id, label, ours, make }) => ({
        id,
        label,
        ours,
        command: (runtimes) => make(runtimes),
      })),
      targets: generatorTargets,
      cases: caseIds
        .map(parseCase)
        .filter(({ server }) => hasServer(server))
        .map((one) => ({ ...one, rounds: context.quick ? 3 : 7 })),
      parseCase,
      caseLabel,
      times: { warmupMs: 1000, measureMs: 2000 },
      trial,
    }),
};
