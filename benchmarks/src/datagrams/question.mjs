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

/** Parses a case such as `unix-8`: the family, and how many datagrams each client sends at once. */
const parseCase = (id) => {
  const match = /^(unix|udp)-(\d+)$/.exec(id);
  if (match === null) return null;
  const [, family, burst] = match;
  return { id, family, burst: Number(burst), clients: 8, size: 64, peers: peersOf(family) };
};

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
  summary: 'AF_UNIX and UDP datagrams: echoes per second, singly and in bursts of 8',
  fullMinutes: 3,
  quickMinutes: 1.5,
  run: async (context) => {
    const unixDgram = await builtFor(context);
    const rounds = context.quick ? 3 : 7;
    return runLoadQuestion(
      { ...context, runtimes: { ...context.runtimes, unixDgram } },
      {
        unit: 'echoes',
        reference,
        peers: datagramPeers,
        targets: datagramTargets,
        cases: ['unix-1', 'unix-8', 'udp-1', 'udp-8'].map((id) => ({ ...parseCase(id), rounds })),
        parseCase,
        caseLabel,
        times: { warmupMs: 300, measureMs: 400 },
        trial,
      },
    );
  },
};
