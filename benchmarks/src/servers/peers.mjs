// The peers of the questions about servers, and how each is started. The functions for fdset and CPython take a class, so
// the other questions use those that they need, with their own handlers.
import { fileURLToPath } from 'node:url';

import { nativeProgram } from '../harness/native.mjs';

export const reference = 'c-accept';

const file = (name) => fileURLToPath(new URL(`peers/${name}`, import.meta.url));

/** A server of @fdset/socketserver. Its id is the class in kebab-case. */
export const fdset = (name, handler, { id = name, label = name, options = {} } = {}) => ({
  id: `fdset-${kebab(id)}`,
  label: `fdset ${label}`,
  ours: true,
  command: ({ node }) => [node.path, file('fdset.mjs'), name, handler, JSON.stringify(options)],
});

/** A server of CPython's socketserver. */
export const cpython = (name, handler, args = []) => ({
  id: `cpython-${kebab(name)}`,
  label: `CPython ${name}`,
  missing: 'no python3',
  command: ({ python }) => python && [python.path, file('servers.py'), name, handler, ...args],
});

/** A C server whose handler runs where `place` says. */
export const native = (place, label, args = []) => ({
  id: `c-${place}`,
  label,
  command: () => [nativeProgram('connection-server'), place, ...args],
});

const kebab = (name) =>
  name
    .replace(/TCPServer/, '-tcp')
    .replaceAll(/(?<=[a-z])[A-Z]/g, '-$&')
    .toLowerCase()
    .replace(/^-/, '');

const node = (name, label) => ({
  id: `node-${name}`,
  label,
  command: (runtimes) => [runtimes.node.path, file(`${name}.mjs`)],
});

const once = 'EchoOnce';

/** The peers of the cases in which a server has just begun. */
export const freshPeers = [
  reference,
  'cpython-threading-tcp',
  'fdset-threading-tcp',
  'fdset-thread-pool-tcp',
];

export const serverPeers = [
  native('accept', 'C, accept'),
  native('threads', 'C, hand-off to a thread'),
  native('fork', 'C, fork'),
  cpython('TCPServer', once),
  fdset('TCPServer', once),
  cpython('ThreadingTCPServer', once),
  fdset('ThreadingTCPServer', once),
  fdset('ThreadPoolTCPServer', once),
  cpython('ForkingTCPServer', once),
  fdset('ForkingTCPServer', once),
  fdset('ForkingTCPServer', once, {
    id: 'ForkingTCPServer-spawn',
    label: 'ForkingTCPServer, spawn',
    options: { startMethod: 'spawn' },
  }),
  fdset('ProcessPoolTCPServer', once),
  node('spawning', 'Node process for each'),
];
