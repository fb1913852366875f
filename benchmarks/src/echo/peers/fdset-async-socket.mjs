// fdset, sockets as promises: a loop of await for each connection.
import { AsyncSocket } from '@fdset/socket/async';

import { listen } from './listen.mjs';

const listener = AsyncSocket.from(listen());

const echo = async (sock) => {
  for await (const chunk of sock) await sock.sendall(chunk);
  sock.close();
};

for await (const [sock] of listener.accepts()) echo(sock).catch(() => sock.close());
