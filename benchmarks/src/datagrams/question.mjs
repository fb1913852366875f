// How many datagrams a second does a server echo, alone and in bursts?
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { runLoadQuestion } from '../harness/load-question.mjs';
import { unixDgramFor } from '../harness/peer-addon.mjs';
import { runTrial } from '../harness/trial.mjs';
import { datagramPeers, reference } from './peers.mjs';
import { datagramTargets } from './targets.mjs';

const families = { unix: 'AF_UNIX', udp: 'UDP' };

const peersOf = (family) =>
  datagramPeers.filter((peer) => peer.families.includes(family)).map(({ id }) => id);

// A queue of 212,992 bytes, the kernel's default, takes about 170 datagrams of 64 bytes, because each counts with the memory that
// holds it. Eight bursts of 32 would lose some in every peer, and a client that lost one waits for 300 ms. The limit of ten
// datagrams in the queue of a Unix socket does not count for answers to a client that is connected to the server.
const clientsFor = (burst) => (burst > 16 ? 4 : 8);

/** Parses a case such as `unix-8`: the family, and how many datagrams each client sends at once. */
const parseCase = (id) => {
  const match = /^(unix|udp)-(\d+)$/.exec(id);
  if (match === null) return null;
  const [, family, burst] = match;
  return {
    id,
    family,
    burst: Number(burst),
    clients: clientsFor(Number(burst)),
    size: 64,
    peers: peersOf(family),
  };
};

const allIds = ['unix', 'udp'].flatMap((family) => [1, 8, 32].map((burst) => `${family}-${burst}`));

// Singly and in the largest bursts.
const quickIds = ['unix-1', 'unix-32', 'udp-1', 'udp-32'];

const caseLabel = ({ family, burst, clients, size }) =>
  `${families[family]}, ${clients} clients, ${size} B, burst ${burst}`;

const loadArguments = ({ family, burst, clients, size }, server) => [
  family === 'unix' ? `--unix=${server.address}` : `--port=${server.address}`,
  `--clients=${clients}`,
  `--burst=${burst}`,
  `--size=${size}`,
];

const trial = async ({ command, load, ...rest }) => {
  const folder = mkdtempSync(join(tmpdir(), 'fdset-bench-'));
  try {
    const placed = { ...load, path: join(folder, 'server') };
    return await runTrial({
      ...rest,
      load: placed,
      command,
      program: 'datagram-load',
      loadArguments,
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

/** Builds the only peer that has to be built, unless it does not take part. */
const builtFor = async ({ peerIds, runtimes, signal }) =>
  (peerIds?.includes('unix-dgram') ?? true) ? unixDgramFor(runtimes.node.path, signal) : null;

export const datagrams = {
  name: 'datagrams',
  summary: 'AF_UNIX and UDP datagrams: echoes per second, singly and in bursts of 8 and 32',
  fullMinutes: 11,
  quickMinutes: 2.5,
  run: async (context) => {
    const unixDgram = await builtFor(context);
    const rounds = context.quick ? 2 : 7;
    return runLoadQuestion(
      { ...context, runtimes: { ...context.runtimes, unixDgram } },
      {
        unit: 'echoes',
        reference,
        peers: datagramPeers,
        targets: datagramTargets,
        cases: (context.quick ? quickIds : allIds).map((id) => ({ ...parseCase(id), rounds })),
        parseCase,
        caseLabel,
        // A server with an object for each request compiles for a second.
        times: { warmupMs: 1000, measureMs: 400 },
        trial,
      },
    );
  },
};
