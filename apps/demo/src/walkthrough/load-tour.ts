// The second part of the tour: how fast each model answers when nobody thinks. The load comes from a process of its own, and the servers
// take turns, so that each has the machine for itself: the others are paused, for the one that polls never sleeps.
import { median, runRounds, spread, valuesOf, watchForeign } from '@fdset/benchmarks/kit';
import type { Metrics, Spread, Trial } from '@fdset/benchmarks/kit';
import type { ServerReport } from '../servers/tally.js';
import { titledBars } from '../terminal/bars.js';
import type { Bar } from '../terminal/bars.js';
import type { Screen } from '../terminal/screen.js';
import type { Terminal } from '../terminal/terminal.js';
import { heading, prose } from '../terminal/text.js';
import type { Children } from './children.js';
import { disturbance } from './disturbance.js';
import type { Run } from './drive.js';
import { models } from './models.js';
import { cpuMs, ms, us, whole } from './numbers.js';
import { runBench } from './run-bench.js';
import type { BenchLoad } from './run-bench.js';
import { ServerProcess } from './server-process.js';

const CONNECTIONS = 8;

interface LoadPlan {
  readonly load: BenchLoad;
  /** How often each server is loaded. */
  readonly rounds: number;
}

const usual: LoadPlan = {
  load: { connections: CONNECTIONS, warmupMs: 50, durationMs: 150 },
  rounds: 3,
};
/** One round shows how it looks; a comparison it is not, which the text says. */
const quickly: LoadPlan = {
  load: { connections: CONNECTIONS, warmupMs: 50, durationMs: 150 },
  rounds: 1,
};

/** The medians of a server's rounds, but for its processor time, which is that of all of them. */
interface Loaded {
  readonly label: string;
  readonly rate: Spread;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Processor time of the server for an answer, in ns. */
  readonly cpuNs: number;
  readonly isGeneratorsLimit: boolean;
}

/** The servers that serve several clients in one thread: the blocking one would serve one of them. */
const loadedRuns: readonly Run[] = models.flatMap(({ runs, waysOut }) => (waysOut ? [] : runs));

export async function tourLoad(
  children: Children,
  { quick }: { readonly quick: boolean },
  screen: Screen,
): Promise<void> {
  const { terminal } = screen;
  const plan = quick ? quickly : usual;
  screen.print(
    ...heading(terminal, `As fast as they can: ${CONNECTIONS} clients that never think`),
  );
  const foreign = process.platform === 'linux' ? watchForeign() : (): number => 0;
  const servers = await startAll(children);
  const trials = await loadAll(children, servers, plan, screen);
  const said = disturbance(foreign());
  const loaded: Loaded[] = [];
  for (const { label, server } of servers) loaded.push(await summarize(label, server, trials));
  screen.print(
    ...loadBars(terminal, loaded),
    ...prose(terminal, explainLoad(loaded, plan)),
    ...(said === '' ? [] : prose(terminal, said)),
  );
}

interface LoadedServer {
  readonly label: string;
  readonly server: ServerProcess;
}

/** All of them, paused. */
function startAll(children: Children): Promise<LoadedServer[]> {
  const starts = loadedRuns.map(async ({ label, args }) => {
    const server = await ServerProcess.start(children, args);
    server.pause();
    return { label, server };
  });
  return Promise.all(starts);
}

/** Every server is loaded once a round, in an order that is shuffled anew for each: a slow moment of the machine is not one server's. */
async function loadAll(
  children: Children,
  servers: readonly LoadedServer[],
  { load, rounds }: LoadPlan,
  screen: Screen,
): Promise<readonly Trial[]> {
  let done = 0;
  const total = servers.length * rounds;
  const text = `fdset bench, ${CONNECTIONS} connections, ${load.durationMs} ms each`;
  const { trials } = await runRounds({
    cases: [{ id: 'load', rounds }],
    peers: servers.map(({ label, server }) => ({ id: label, server })),
    seed: Date.now() % 1_000_000,
    attempts: 1,
    progress: { step: (step) => screen.progress(text, done++ / total, `: ${step}`) },
    trial: ({ peer }) => loadOne(children, peer.server, load),
  });
  return trials;
}

async function loadOne(
  children: Children,
  server: ServerProcess,
  load: BenchLoad,
): Promise<Metrics> {
  server.goOn();
  const run = await runBench(children, server.port, load);
  server.pause();
  return {
    rate: run.achievedRate,
    p50Ms: run.latency.p50Ms,
    p99Ms: run.latency.p99Ms,
    limited: Number(run.generatorWasTheLimit.length > 0),
  };
}

async function summarize(
  label: string,
  server: ServerProcess,
  trials: readonly Trial[],
): Promise<Loaded> {
  const report = await server.stop<ServerReport>();
  const values = (metric: string): number[] =>
    valuesOf(trials, { caseId: 'load', peer: label, metric });
  return {
    label,
    rate: spread(values('rate')),
    p50Ms: median(values('p50Ms')),
    p99Ms: median(values('p99Ms')),
    cpuNs: (cpuMs(report) * 1e6) / report.exchanges,
    isGeneratorsLimit: values('limited').includes(1),
  };
}

function loadBars(terminal: Terminal, loaded: readonly Loaded[]): string[] {
  const rates = loaded.map(({ label, rate: { median: value, low, high, count } }): Bar => {
    const range = count === 1 ? '' : ` (${whole(low)} to ${whole(high)})`;
    return { label, value, text: `${whole(value)}/s${range}`, color: 'green' };
  });
  const costs = loaded.map(({ label, cpuNs }): Bar => {
    return { label, value: cpuNs, text: us(cpuNs), color: 'yellow' };
  });
  const latencies = loaded.map(({ label, p50Ms, p99Ms }): Bar => {
    return { label, value: p99Ms, text: `${ms(p99Ms)}, half of them ${ms(p50Ms)}` };
  });
  return [
    ...titledBars(terminal, 'Answers a second', rates),
    ...titledBars(terminal, 'Processor time of the server for an answer', costs),
    ...titledBars(terminal, 'How long 99 of 100 answers take at most', latencies),
  ];
}

function explainLoad(loaded: readonly Loaded[], { rounds }: LoadPlan): string {
  const limited = loaded.filter(({ isGeneratorsLimit }) => isGeneratorsLimit);
  const labels = limited.map(({ label }) => label).join(', ');
  return [
    rounds === 1
      ? 'One short run each: too little to compare them.'
      : `Medians of ${rounds} rounds in a shuffled order, the rates with their quartiles: where these overlap, neither server is the faster one.`,
    'fdset bench, closed loop: each answer is followed by the next question. A server that always finds work never sleeps, whatever its model. Processor time is all of the server from its start to its end, but for the turns of the others, when it is paused: one that polls also takes it while the generator starts and ends.',
    ...(limited.length === 0
      ? []
      : [
          `In this run the generator was the limit for ${labels}: at least so many answers are possible.`,
        ]),
  ].join(' ');
}
