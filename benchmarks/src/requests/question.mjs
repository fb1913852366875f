// What does a request cost the client? The client is measured here, and the server (C, epoll) is the same for all.
import { fileURLToPath } from 'node:url';

import { parseCase as parseEchoCase } from '../echo/cases.mjs';
import { runToEnd } from '../kit/child.mjs';
import { pinned } from '../kit/cores.mjs';
import { runLoadQuestion } from '../harness/load-question.mjs';
import { nativeProgram } from '../harness/native.mjs';
import { startServer } from '../kit/server.mjs';

const onNode =
  (name) =>
  ({ node }, { connections, size, depth }) =>
    [node.path, file(name), connections, size, depth].map(String);

const file = (name) => fileURLToPath(new URL(`peers/${name}`, import.meta.url));

const peers = [
  { id: 'node-net', label: 'node:net, lines', command: onNode('node-net.mjs') },
  {
    id: 'node-net-corked',
    label: 'node:net, a write for a turn',
    command: onNode('node-net-corked.mjs'),
  },
  {
    id: 'fdset-client',
    label: 'fdset: client.request',
    ours: true,
    command: onNode('fdset-client.mjs'),
  },
  {
    id: 'fdset-client-no-deadline',
    label: 'fdset: the same, requestTimeoutMs: null',
    ours: true,
    command: onNode('fdset-client-no-deadline.mjs'),
  },
];

/** Each connection has so many requests under way; a line of one byte would be empty. */
const parseCase = (id) => {
  const one = parseEchoCase(id);
  return one !== null && one.size > 1 ? one : null;
};

const caseLabel = ({ connections, size, depth }) =>
  `${connections} connection${connections === 1 ? '' : 's'}, lines of ${size} bytes, ${depth} requests under way on each`;

const targets = ['node-net', 'node-net-corked'].map((reference) => ({
  peer: 'fdset-client',
  reference,
  atLeast: 1.3,
  cases: ['1x64x16', '50x64x16'],
}));

const trial = async ({ command, load, times, cores, signal }) => {
  const server = await startServer([nativeProgram('echo-server')], { core: cores.load, signal });
  try {
    const args = [
      ...command(load),
      server.address,
      String(times.warmupMs),
      String(times.measureMs),
    ];
    return JSON.parse(await runToEnd(pinned(cores.server, args), { signal }));
  } finally {
    await server.stop();
  }
};

export const requests = {
  name: 'requests',
  summary:
    'requests of a client, pipelined: rate and processor time, beside node:net with the same framing',
  fullMinutes: 3,
  quickMinutes: 1,
  run: (context) =>
    runLoadQuestion(context, {
      unit: 'requests',
      reference: 'node-net',
      columns: ['perSecond', 'ratio', 'cpu', 'cpuRatio'],
      peers,
      targets,
      cases: ['1x64x1', '1x64x16', '50x64x1', '50x64x16', '1x4096x16'].map((id) => ({
        ...parseCase(id),
        rounds: context.quick ? 2 : 7,
      })),
      parseCase,
      caseLabel,
      times: { warmupMs: 1000, measureMs: 1000 },
      trial,
    }),
};
