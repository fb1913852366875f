// What does it cost to find one ready descriptor among many idle ones, with epoll, poll and select?
import { fileURLToPath } from 'node:url';

import { runToEnd } from '../kit/child.mjs';
import { pinned } from '../kit/cores.mjs';
import { runLoadQuestion } from '../harness/load-question.mjs';
import { nativeProgram } from '../harness/native.mjs';
import { Skipped } from '../kit/server.mjs';

const file = (name) => fileURLToPath(new URL(`peers/${name}`, import.meta.url));

/** FD_SETSIZE of select(2), minus the descriptors that a runtime itself has open. */
const selectLimit = 1000;

const programs = [
  { id: 'c', label: 'C', command: () => [nativeProgram('cost-per-event')] },
  {
    id: 'fdset',
    label: 'fdset',
    ours: true,
    command: ({ node }) => [node.path, file('cost.mjs')],
  },
  {
    id: 'cpython',
    label: 'CPython selectors',
    missing: 'no python3',
    command: ({ python }) => python && [python.path, file('cost.py')],
  },
];

const peers = ['epoll', 'poll', 'select'].flatMap((mechanism) =>
  programs.map(({ id, label, command, ...rest }) => ({
    ...rest,
    id: `${id}-${mechanism}`,
    label: `${mechanism}, ${label}`,
    command: (runtimes) => {
      const program = command(runtimes);
      return program && [...program, mechanism];
    },
  })),
);

const parseCase = (id) => {
  const idle = Number(id);
  if (!Number.isSafeInteger(idle) || idle < 1) return null;
  const able = peers.filter((peer) => idle <= selectLimit || !peer.id.endsWith('-select'));
  return { id, idle, peers: able.map((peer) => peer.id) };
};

const caseLabel = ({ idle }) =>
  `1 ready among ${idle.toLocaleString('en')} idle` +
  (idle > selectLimit ? ' (select(2) ends at FD_SETSIZE, 1024 descriptors)' : '');

const trial = async ({ command, missing, load, times, cores, signal }) => {
  const program = command(load);
  if (!program) throw new Skipped(missing);
  const args = [...program, String(load.idle), String(times.measureMs)];
  return { nsPerEvent: Number(await runToEnd(pinned(cores.server, args), { signal })) };
};

export const costPerEvent = {
  name: 'cost-per-event',
  summary: 'epoll, poll and select: cost of an event with 10 to 10,000 idle descriptors',
  fullMinutes: 1.5,
  quickMinutes: 1,
  run: (context) =>
    runLoadQuestion(context, {
      unit: 'events',
      reference: 'c-epoll',
      metric: 'nsPerEvent',
      columns: ['nsPerEvent', 'ratio'],
      peers,
      targets: [],
      cases: ['10', '100', '1000', '10000'].map((id) => ({
        ...parseCase(id),
        rounds: context.quick ? 3 : 5,
      })),
      parseCase,
      caseLabel,
      times: { measureMs: 250 },
      trial,
    }),
};
