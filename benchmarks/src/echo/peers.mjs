// The peers of the echo question, and how each is started.
import { fileURLToPath } from 'node:url';

import { Ring } from '@fdset/posix';

import { nativeProgram } from '../harness/native.mjs';
import { fdset } from '../servers/peers.mjs';

export const reference = 'c-epoll';

const file = (name) => fileURLToPath(new URL(`peers/${name}`, import.meta.url));

const onNode =
  (name, args = () => []) =>
  ({ node }, one) => [node.path, file(name), ...args(one)];

const document = ({ size }) => [String(Math.max(1024, size))];

const onPython =
  (name) =>
  ({ python }) =>
    python && [python.path, file(name)];

const canUseRing = () => {
  try {
    new Ring().close();
    return true;
  } catch {
    return false;
  }
};

/** Starts a peer that needs io_uring. */
const withRing = (command) => ({
  missing: 'this system refuses io_uring',
  command: (...given) => (canUseRing() ? command(...given) : null),
});

/** The result of `command(runtimes, case)` is null if the runtime is missing; `missing` names the runtime. */
export const echoPeers = [
  { id: reference, label: 'C, epoll', command: () => [nativeProgram('echo-server')] },
  {
    id: 'c-uring',
    label: 'C, io_uring',
    ...withRing(() => [nativeProgram('uring-server')]),
  },
  {
    id: 'fdset-raw',
    label: 'fdset: @fdset/posix alone',
    ours: true,
    command: onNode('fdset-raw.mjs'),
  },
  {
    id: 'fdset-recv-into',
    label: 'fdset: select(), recvInto',
    ours: true,
    command: onNode('fdset-recv-into.mjs'),
  },
  {
    id: 'fdset-document',
    label: 'fdset: select(), recv(n), callbacks',
    ours: true,
    command: onNode('fdset-document.mjs', document),
  },
  {
    id: 'fdset-recycled',
    label: 'fdset: select(), recv(n), recycle',
    ours: true,
    command: onNode('fdset-document.mjs', (one) => [...document(one), 'recycle']),
  },
  {
    id: 'fdset-async',
    label: 'fdset: selectAsync(), recvInto',
    ours: true,
    command: onNode('fdset-async.mjs'),
  },
  {
    id: 'fdset-async-socket',
    label: 'fdset: AsyncSocket, recvInto, sendall',
    ours: true,
    command: onNode('fdset-async-socket.mjs'),
  },
  {
    id: 'fdset-uring',
    label: 'fdset: AsyncSocket over io_uring',
    ours: true,
    ...withRing(onNode('fdset-async-socket.mjs', () => ['uring'])),
  },
  fdset('AsyncTCPServer', 'EchoAsync', { id: 'async-server', label: 'AsyncTCPServer' }),
  { id: 'node-net', label: 'node:net', command: onNode('node-net.mjs') },
  {
    id: 'bun',
    label: 'Bun.listen',
    missing: 'Bun is not installed or does not run here',
    command: ({ bun }) => bun && [bun.path, file('bun.mjs')],
  },
  {
    id: 'cpython-selectors',
    label: 'CPython selectors',
    missing: 'no python3',
    command: onPython('selectors_echo.py'),
  },
  {
    id: 'asyncio-protocol',
    label: 'CPython asyncio, protocol',
    missing: 'no python3',
    command: onPython('asyncio_protocol.py'),
  },
  {
    id: 'asyncio-streams',
    label: 'CPython asyncio, streams',
    missing: 'no python3',
    command: onPython('asyncio_streams.py'),
  },
];
