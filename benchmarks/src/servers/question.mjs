// What does a connection for each request cost, wherever it is handled: here, on a thread, in a process?
import { runLoadQuestion } from '../harness/load-question.mjs';
import { runConnectTrial } from '../harness/trial.mjs';
import { reference, serverPeers } from './peers.mjs';
import { serverTargets } from './targets.mjs';

/** `8-clients` as a case; null when it is not of that form. */
const parseCase = (id) => {
  const match = /^(\d+)-clients?$/.exec(id);
  const clients = Number(match?.[1] ?? 0);
  return clients > 0 ? { id, clients } : null;
};

const caseLabel = ({ clients }) =>
  clients === 1 ? '1 client, one request after another' : `${clients} clients`;

export const servers = {
  name: 'servers',
  summary: 'one connection for each request: sequential, threads, pools, processes, beside CPython',
  fullMinutes: 10,
  quickMinutes: 4,
  run: (context) =>
    runLoadQuestion(context, {
      unit: 'requests',
      reference,
      peers: serverPeers,
      targets: serverTargets,
      cases: ['1-client', '8-clients'].map((id) => ({
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
