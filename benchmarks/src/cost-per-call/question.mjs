// What does one call cost, and has a change made it dearer? Measures the table of docs/decisions/0014 and the other verbs.
// With FDSET_BEFORE=DIR, which names another built checkout, both checkouts are measured by turns in one run.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

import { runToEnd } from '../kit/child.mjs';
import { pinned } from '../kit/cores.mjs';
import { runLoadQuestion } from '../harness/load-question.mjs';
import { Skipped } from '../kit/server.mjs';
import { calls } from './calls.mjs';

const program = fileURLToPath(new URL('measure.mjs', import.meta.url));
const here = fileURLToPath(new URL('../../../', import.meta.url));
const before = process.env.FDSET_BEFORE;

const isBuilt = (checkout) => existsSync(resolve(checkout, 'packages/socket/dist/index.js'));

const measuring = (checkout) => (runtimes) =>
  checkout !== undefined && isBuilt(checkout) && [runtimes.node.path, program, resolve(checkout)];

/** The commit of another checkout. */
const commitOf = (checkout) => {
  const found = spawnSync('git', ['-C', checkout, 'rev-parse', '--short', 'HEAD'], {
    encoding: 'utf8',
  });
  return found.status === 0 ? found.stdout.trim() : 'unknown';
};

const peers = [
  {
    id: 'before',
    label: before === undefined ? 'before' : `before (${commitOf(before)})`,
    missing: 'FDSET_BEFORE names no other checkout that was built',
    command: measuring(before),
  },
  { id: 'fdset', label: 'fdset', ours: true, missing: 'not built', command: measuring(here) },
];

const parseCase = (id) => (Object.hasOwn(calls, id) ? { id } : null);

const trial = async ({ command, missing, load, times, cores, signal }) => {
  const measure = command(load);
  if (!measure) throw new Skipped(missing);
  const args = [...measure, load.id, String(times.measureMs)];
  return { nsPerCall: Number(await runToEnd(pinned(cores.server, args), { signal })) };
};

export const costPerCall = {
  name: 'cost-per-call',
  summary: 'processor time of one call of each verb, beside an earlier build (FDSET_BEFORE=DIR)',
  fullMinutes: 3,
  quickMinutes: 1,
  run: (context) =>
    runLoadQuestion(context, {
      unit: 'calls',
      reference: 'before',
      metric: 'nsPerCall',
      columns: ['nsPerCall', 'nsPerCallQuartiles', 'ratio'],
      peers,
      targets: [],
      cases: Object.keys(calls).map((id) => ({ id, rounds: context.quick ? 3 : 11 })),
      parseCase,
      caseLabel: ({ id }) => calls[id].label,
      times: { measureMs: 200 },
      trial,
    }),
};
