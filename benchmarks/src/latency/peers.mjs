// The peers of the latency question: some echo peers, and two that spin.
import { fileURLToPath } from 'node:url';

const file = (name) => fileURLToPath(new URL(name, import.meta.url));

const spinning = [
  {
    id: 'fdset-busy-poll',
    label: 'fdset: select(), busyPollUs: 50',
    ours: true,
    command: ({ node }) => [node.path, file('peers/fdset-busy-poll.mjs')],
  },
  {
    id: 'fdset-spin',
    label: 'fdset: epollWait(0) for ever',
    ours: true,
    command: ({ node }) => [node.path, file('../echo/peers/fdset-raw.mjs'), 'spin'],
  },
];

/** The named peers of `echoPeers`, fdset's plain loops, and the two that spin. */
export const latencyPeers = (echoPeers, named) => [
  ...echoPeers.filter(({ id }) => [...named, 'fdset-recv-into', 'fdset-async'].includes(id)),
  ...spinning,
];
