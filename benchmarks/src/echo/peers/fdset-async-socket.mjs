// fdset, sockets as promises: a loop of await for each connection, with one buffer of its own.
import { AsyncSocket } from '@fdset/socket/async';

import { listen } from './listen.mjs';

const BUFFER_BYTES = 64 * 1024;

const listener = AsyncSocket.from(listen());

const echo = async (sock) => {
  const buffer = Buffer.allocUnsafeSlow(BUFFER_BYTES);
  for (let n = await sock.recvInto(buffer); n > 0; n = await sock.recvInto(buffer))
    await sock.sendall(n === BUFFER_BYTES ? buffer : buffer.subarray(0, n));
  sock.close();
};

for (;;) {
  const [sock] = await listener.accept();
  echo(sock).catch(() => sock.close());
}
