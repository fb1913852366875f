// The second part of the tour: how fast each model answers when nobody thinks. The load comes from a process of its own, and the servers
// take turns, so that each has the machine for itself.
import type { ServerReport } from '../servers/tally.js';
import { titledBars } from '../terminal/bars.js';
import type { Bar } from '../terminal/bars.js';
import type { Screen } from '../terminal/screen.js';
import type { Terminal } from '../terminal/terminal.js';
import { heading, prose } from '../terminal/text.js';
import type { Children } from './children.js';
import type { Run } from './drive.js';
import { models } from './models.js';
import { cpuMs, ms, us, whole } from './numbers.js';
import { runBench } from './run-bench.js';
import type { BenchLoad, BenchRun } from './run-bench.js';
import { ServerProcess } from './server-process.js';

const CONNECTIONS = 8;
const load: BenchLoad = { connections: CONNECTIONS, warmupMs: 100, durationMs: 400 };
const quickLoad: BenchLoad = { connections: CONNECTIONS, warmupMs: 50, durationMs: 300 };

interface Loaded {
  readonly label: string;
  readonly run: BenchRun;
  /** Processor time of the server for an answer, in ns. */
  readonly cpuNs: number;
}

/** The servers that serve several clients in one thread: the blocking one would serve one of them. */
const loadedRuns: readonly Run[] = models.flatMap(({ runs, waysOut }) => (waysOut ? [] : runs));

export async function tourLoad(
  children: Children,
  { quick }: { readonly quick: boolean },
  screen: Screen,
): Promise<void> {
  const { terminal } = screen;
  const { durationMs, warmupMs } = quick ? quickLoad : load;
  screen.print(
    ...heading(terminal, `As fast as they can: ${CONNECTIONS} clients that never think`),
  );
  const loaded: Loaded[] = [];
  for (const [index, { label, args }] of loadedRuns.entries()) {
    screen.progress(
      `fdset bench, ${CONNECTIONS} connections, ${durationMs} ms each`,
      index / loadedRuns.length,
      `: ${label}`,
    );
    const server = await ServerProcess.start(children, args);
    const run = await runBench(children, server.port, {
      connections: CONNECTIONS,
      durationMs,
      warmupMs,
    });
    const report = await server.stop<ServerReport>();
    loaded.push({ label, run, cpuNs: (cpuMs(report) * 1e6) / report.exchanges });
  }
  screen.print(...loadBars(terminal, loaded), ...prose(terminal, explainLoad(loaded)));
}

function loadBars(terminal: Terminal, loaded: readonly Loaded[]): string[] {
  const rates = loaded.map(({ label, run }): Bar => {
    const value = run.achievedRate;
    return { label, value, text: `${whole(value)}/s`, color: 'green' };
  });
  const costs = loaded.map(({ label, cpuNs }): Bar => {
    return { label, value: cpuNs, text: us(cpuNs), color: 'yellow' };
  });
  const latencies = loaded.map(({ label, run: { latency } }): Bar => {
    const text = `${ms(latency.p99Ms)}, half of them ${ms(latency.p50Ms)}`;
    return { label, value: latency.p99Ms, text };
  });
  return [
    ...titledBars(terminal, 'Answers a second', rates),
    ...titledBars(terminal, 'Processor time of the server for an answer', costs),
    ...titledBars(terminal, 'How long 99 of 100 answers take at most', latencies),
  ];
}

function explainLoad(loaded: readonly Loaded[]): string {
  const limited = loaded.filter(({ run }) => run.generatorWasTheLimit.length > 0);
  const labels = limited.map(({ label }) => label).join(', ');
  return [
    'fdset bench, closed loop: each answer is followed by the next question. A server that always finds work never sleeps, whatever its model. Processor time is all of the server from its start to its end: one that polls also takes it while the generator starts and ends.',
    ...(limited.length === 0
      ? []
      : [
          `In this run the generator was the limit for ${labels}: at least so many answers are possible.`,
        ]),
  ].join(' ');
}
