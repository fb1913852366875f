// What does a connection for each request cost, wherever it is handled: here, on a thread, in a process?
import { runLoadQuestion } from '../harness/load-question.mjs';
import { runConnectTrial } from '../harness/trial.mjs';
import { freshPeers, reference, serverPeers } from './peers.mjs';
import { freshCases, serverTargets } from './targets.mjs';

// All that a server has to learn, and all threads that it starts, is in the time: it begins with the first connection.
const fresh = { times: { warmupMs: 0, measureMs: 2000 }, peers: freshPeers };

/** `8-clients` or `8-clients-fresh` as a case; null when it is not of that form. */
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
      // Long enough for what runs on several threads to be compiled on each of them.
      times: { warmupMs: 2500, measureMs: 1000 },
      trial: runConnectTrial,
    }),
};
