// What does it cost to wait together with Node's event loop for a lone connection, for one event, or for many in a turn?
import { fileURLToPath } from 'node:url';

import { runToEnd } from '../kit/child.mjs';
import { pinned } from '../kit/cores.mjs';
import { runLoadQuestion } from '../harness/load-question.mjs';

const file = fileURLToPath(new URL('peers/waiting.mjs', import.meta.url));

const peers = [
  { id: 'watcher', label: 'a uv_poll of its own' },
  { id: 'watch', label: 'watch', ours: true },
  { id: 'watch-selector', label: 'watch, a selector of its own', ours: true },
  { id: 'when-ready', label: 'whenReady for each event', ours: true },
  { id: 'select-async', label: 'selectAsync', ours: true },
].map((peer) => ({ ...peer, command: ({ node }) => [node.path, file, peer.id] }));

/** A case is `accept`, or a number of descriptors that are ready in each turn. */
const parseCase = (id) =>
  id === 'accept' || (/^\d+$/.test(id) && Number(id) > 0 && Number(id) <= 10_000) ? { id } : null;

const caseLabel = ({ id }) =>
  id === 'accept'
    ? 'accept, one client after another'
    : `${Number(id).toLocaleString('en')} ready in each turn`;

// The client of an accept runs on the other core. The figure is the processor time of the waiting thread alone.
const trial = async ({ command, load, times, cores, signal }) => {
  const both = `${cores.server},${cores.load}`;
  const args = [...command(load), load.id, String(times.measureMs)];
  return { nsPerEvent: Number(await runToEnd(pinned(both, args), { signal })) };
};

export const waiting = {
  name: 'waiting',
  summary: "processor time of an event on Node's loop: uv_poll, watch, whenReady, selectAsync",
  fullMinutes: 3,
  quickMinutes: 1,
  run: (context) =>
    runLoadQuestion(context, {
      unit: 'events',
      reference: 'watcher',
      metric: 'nsPerEvent',
      columns: ['nsPerEvent', 'ratio'],
      peers,
      targets: [],
      cases: ['accept', '1', '10', '1000'].map((id) => ({
        ...parseCase(id),
        rounds: context.quick ? 3 : 7,
      })),
      parseCase,
      caseLabel,
      times: { measureMs: 500 },
      trial,
    }),
};
