// The peers of the TLS question. Each gets the files of the key and of the certificate as its last arguments.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { nativeProgram } from '../harness/native.mjs';
import { fdset } from '../servers/peers.mjs';
import { certificateFiles } from './certificate.mjs';

export const reference = 'c-openssl';

const file = (name) => fileURLToPath(new URL(`peers/${name}`, import.meta.url));
const echoFile = (name) => fileURLToPath(new URL(`../echo/peers/${name}`, import.meta.url));

const onNode =
  (name, ...args) =>
  ({ node }) => [node.path, file(name), ...args, ...certificateFiles];

const [key, cert] = certificateFiles.map((path) => readFileSync(path, 'utf8'));

export const tlsPeers = [
  {
    id: reference,
    label: 'C, epoll, OpenSSL',
    command: () => [nativeProgram('tls-server'), ...certificateFiles],
  },
  {
    id: 'fdset-tls-stream',
    label: 'fdset: startTls(), chunks, sendall',
    ours: true,
    command: onNode('fdset-tls-stream.mjs', 'chunks'),
  },
  {
    id: 'fdset-tls-recv-into',
    label: 'fdset: startTls(), recvInto, sendall',
    ours: true,
    command: onNode('fdset-tls-stream.mjs', 'recv-into'),
  },
  fdset('AsyncTCPServer', 'EchoAsync', {
    id: 'async-server',
    label: 'AsyncTCPServer, { tls }',
    options: { tls: { key, cert } },
  }),
  {
    id: 'node-tls',
    label: 'node:tls, data events',
    command: onNode('node-tls.mjs', 'events'),
  },
  {
    id: 'node-tls-pipe',
    label: 'node:tls, pipe',
    command: onNode('node-tls.mjs', 'pipe'),
  },
  {
    id: 'bun',
    label: 'Bun.listen',
    missing: 'Bun is not installed or does not run here',
    command: ({ bun }) => bun && [bun.path, echoFile('bun.mjs'), ...certificateFiles],
  },
  {
    id: 'asyncio-streams',
    label: 'CPython asyncio, streams',
    missing: 'no python3',
    command: ({ python }) =>
      python && [python.path, echoFile('asyncio_streams.py'), ...certificateFiles],
  },
];
