// What does a connection for each request cost if it is handled here, on a thread or in a process?
import { runLoadQuestion } from '../harness/load-question.mjs';
import { runConnectTrial } from '../harness/trial.mjs';
import { freshPeers, reference, serverPeers } from './peers.mjs';
import { freshCases, serverTargets } from './targets.mjs';

// The time begins with the first connection, so it includes all that a server has to learn and the start of its threads.
const fresh = { times: { warmupMs: 0, measureMs: 2000 }, peers: freshPeers };

/** Parses `8-clients` or `8-clients-fresh`. Null if it does not have that form. */
const parseCase = (id) => {
  const match = /^(\d+)-clients?(-fresh)?$/.exec(id);
  const clients = Number(match?.[1] ?? 0);
  if (clients === 0) return null;
  return match[2] === undefined ? { id, clients } : { id, clients, ...fresh };
};

const caseLabel = ({ clients, times }) => {
  const number = clients === 1 ? '1 client, one request after another' : `${clients} clients`;
  return times === undefined
    ? number
    : `${number}, the first ${times.measureMs / 1000} s of a server`;
};

export const servers = {
  name: 'servers',
  summary: 'one connection for each request: sequential, threads, pools, processes, beside CPython',
  fullMinutes: 12,
  quickMinutes: 5,
  run: (context) =>
    runLoadQuestion(context, {
      unit: 'requests',
      reference,
      peers: serverPeers,
      targets: serverTargets,
      cases: ['1-client', '8-clients', ...freshCases].map((id) => ({
        ...parseCase(id),
        rounds: context.quick ? 2 : 5,
      })),
      parseCase,
      caseLabel,
      // The warm-up is long enough for code that runs on several threads to be compiled on each of them.
      times: { warmupMs: 2500, measureMs: 1000 },
      trial: runConnectTrial,
    }),
};
