// fdset, sockets as promises: a loop of await for each connection. With the argument `uring` the kernel's ring does the work.
import { AsyncSocket, UringDriver } from '@fdset/socket/async';

import { listen } from './listen.mjs';

const options = process.argv[2] === 'uring' ? { driver: new UringDriver() } : {};
const listener = AsyncSocket.from(listen(), options);

const echo = async (sock) => {
  for await (const chunk of sock) await sock.sendall(chunk);
  sock.close();
};

for await (const [sock] of listener.accepts()) echo(sock).catch(() => sock.close());
