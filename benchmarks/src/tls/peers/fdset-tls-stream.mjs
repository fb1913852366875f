// fdset, encrypted sockets as promises: node fdset-tls-stream.mjs WAY KEY CERT. WAY is `chunks`, a loop of await for each
// connection, or `recv-into`, where each connection has one buffer.
import { readFileSync } from 'node:fs';
import { AsyncSocket } from '@fdset/socket/async';

import { listen } from '../../echo/peers/listen.mjs';

const [way, keyFile, certFile] = process.argv.slice(2);
// One object for all connections, which then share the secure context.
const options = { serverSide: true, key: readFileSync(keyFile), cert: readFileSync(certFile) };

const echoChunks = async (stream) => {
  for await (const chunk of stream) await stream.sendall(chunk);
};

const echoInto = async (stream) => {
  const buffer = Buffer.allocUnsafeSlow(65_536);
  for (;;) {
    const length = await stream.recvInto(buffer);
    if (length === 0) return;
    await stream.sendall(buffer.subarray(0, length));
  }
};

const echo = way === 'recv-into' ? echoInto : echoChunks;

const serve = async (sock) => {
  const stream = await sock.startTls(options);
  try {
    await echo(stream);
  } finally {
    stream.close();
  }
};

for await (const [sock] of AsyncSocket.from(listen()).accepts()) serve(sock).catch(() => {});
