// The peers of the datagram question. `command` gets the runtimes and a case. The `family` of a case is `unix` or `udp`;
// for `unix`, `path` is the path to bind.
import { fileURLToPath } from 'node:url';

import { nativeProgram } from '../harness/native.mjs';
import { peerPath } from '../harness/peer-packages.mjs';
import { fdset as fdsetServer } from '../servers/peers.mjs';

export const reference = 'c-epoll';

const file = (name) => fileURLToPath(new URL(`peers/${name}`, import.meta.url));

const target = ({ family, path }) => (family === 'unix' ? ['unix', path] : ['udp']);

const fdset =
  (...args) =>
  ({ node }, one) => [node.path, file('fdset.mjs'), ...args, ...target(one)];

const both = ['unix', 'udp'];

export const datagramPeers = [
  {
    id: reference,
    label: 'C, epoll',
    families: both,
    command: (_, one) => [nativeProgram('datagram-server'), ...target(one)],
  },
  {
    id: 'fdset-raw',
    label: 'fdset: @fdset/posix alone',
    ours: true,
    families: both,
    command: ({ node }, one) => [node.path, file('fdset-raw.mjs'), ...target(one)],
  },
  {
    id: 'fdset-blocking',
    label: 'fdset: select()',
    ours: true,
    families: both,
    command: fdset('blocking'),
  },
  {
    id: 'fdset-async',
    label: 'fdset: selectAsync()',
    ours: true,
    families: both,
    command: fdset('async'),
  },
  {
    id: 'fdset-batch',
    label: 'fdset: selectAsync(), recvmmsg, sendmmsg',
    ours: true,
    families: both,
    command: fdset('batch'),
  },
  {
    id: 'fdset-async-socket',
    label: 'fdset: AsyncSocket, recvmmsg, sendmmsg',
    ours: true,
    families: both,
    command: ({ node }, one) => [node.path, file('fdset-async-socket.mjs'), ...target(one)],
  },
  {
    ...fdsetServer('AsyncUDPServer', 'EchoDatagram', {
      id: 'async-server',
      label: 'AsyncUDPServer',
    }),
    families: ['udp'],
  },
  {
    id: 'unix-dgram',
    label: 'npm unix-dgram',
    families: ['unix'],
    missing: 'unix-dgram is not installed or could not be built for this Node',
    command: ({ node, unixDgram }, { path }) =>
      unixDgram && [node.path, file('unix-dgram.mjs'), unixDgram, path],
  },
  {
    id: 'node-unix-socket',
    label: 'npm node-unix-socket',
    families: ['unix'],
    missing: 'node-unix-socket is not installed',
    command: ({ node, hasPeers }, { path }) =>
      hasPeers && [
        node.path,
        file('node-unix-socket.mjs'),
        peerPath('node-unix-socket', 'js', 'index.js'),
        path,
      ],
  },
  {
    id: 'node-dgram',
    label: 'node:dgram',
    families: ['udp'],
    command: ({ node }) => [node.path, file('node-dgram.mjs')],
  },
  {
    id: 'bun',
    label: 'Bun.udpSocket',
    families: ['udp'],
    missing: 'Bun is not installed or does not run here',
    command: ({ bun }) => bun && [bun.path, file('bun.mjs')],
  },
  {
    id: 'cpython-selectors',
    label: 'CPython selectors',
    families: both,
    missing: 'no python3',
    command: ({ python }, one) =>
      python && [python.path, file('selectors_echo.py'), ...target(one)],
  },
];
