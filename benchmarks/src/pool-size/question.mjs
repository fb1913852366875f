// Which size of a pool fits? Compares fixed sizes with one that follows the time that requests wait in its queue.
import { runLoadQuestion } from '../harness/load-question.mjs';
import { runConnectTrial } from '../harness/trial.mjs';
import { fdset } from '../servers/peers.mjs';

const sizes = [1, 2, 4, 8, 32];
const loads = {
  computing: { handler: 'Compute', clients: 16, label: '16 clients, 3 ms of computation each' },
  waiting: { handler: 'Wait', clients: 16, label: '16 clients, 20 ms of waiting each' },
  bursts: {
    handler: 'ComputeOrWait',
    clients: 24,
    gapMs: 200,
    label: '24 requests at once every 200 ms, half of either kind',
  },
};

const context = { rounds: 2_000_000, waitMs: 20 };

const pool = (id, label, workers) => ({
  ...fdset('ThreadPoolTCPServer', '', { id, label }),
  command: (runtimes, { handler }) =>
    fdset('ThreadPoolTCPServer', handler, { options: { context, ...workers } }).command(runtimes),
});

const fixed = sizes.map((size) =>
  pool(`pool-${size}`, `${size} ${size === 1 ? 'worker' : 'workers'}`, {
    minWorkers: size,
    maxWorkers: size,
  }),
);
const following = pool('pool-following', '1 to 32 workers', { minWorkers: 1, maxWorkers: 32 });

const parseCase = (id) =>
  Object.hasOwn(loads, id) ? { id, ...loads[id], bothCores: true, report: true } : null;

export const poolSize = {
  name: 'pool-size',
  summary: 'fixed pools and one that follows its queue, on handlers that compute and that wait',
  fullMinutes: 5,
  quickMinutes: 1.5,
  run: (asked) =>
    runLoadQuestion(asked, {
      unit: 'requests',
      reference: following.id,
      columns: ['perSecond', 'ratio', 'p50', 'p99', 'workers', 'rss', 'cpu', 'busy'],
      peers: [...fixed, following],
      targets: [],
      cases: Object.keys(loads).map((id) => ({ ...parseCase(id), rounds: asked.quick ? 1 : 3 })),
      parseCase,
      caseLabel: ({ label }) => label,
      // The warm-up is long enough for 32 threads to start.
      times: { warmupMs: 2500, measureMs: 2000 },
      trial: runConnectTrial,
    }),
};
