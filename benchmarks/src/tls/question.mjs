// What does an encrypted connection cost?
import { caseLabel, parseCase } from '../echo/cases.mjs';
import { runLoadQuestion } from '../harness/load-question.mjs';
import { hasHeader } from '../harness/native.mjs';
import { runTlsTrial } from '../harness/trial.mjs';
import { reference, tlsPeers } from './peers.mjs';
import { tlsTargets } from './targets.mjs';

export const tls = {
  name: 'tls',
  summary: 'TLS echo: requests per second and processor time per request, beside node:tls',
  fullMinutes: 5,
  quickMinutes: 1,
  missing: () =>
    hasHeader('openssl/ssl.h') ? null : "no headers of OpenSSL: install Debian's libssl-dev",
  run: (context) =>
    runLoadQuestion(context, {
      unit: 'requests',
      reference,
      peers: tlsPeers,
      targets: tlsTargets,
      cases: ['50x64x1', '50x4096x1', '50x65536x1'].map((id) => ({
        ...parseCase(id),
        rounds: context.quick ? 2 : 7,
      })),
      parseCase,
      caseLabel,
      times: { warmupMs: 1000, measureMs: 500 },
      trial: runTlsTrial,
    }),
};
