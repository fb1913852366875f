// The document's part 4.6.2.1, blocking I/O: `accept`, then `recv` and `send` until the client ends, then the next client. Each
// call blocks the thread in both phases, the wait for data and the copy. While one client is served, the others wait in the
// listener's backlog, and seem to be connected. createListener sets SO_REUSEADDR, as the document does. `stop.call` around a
// blocking call only handles SIGINT and SIGTERM.
import { SocketError, describeAddress } from '@fdset/socket';
import type { Address, Socket } from '@fdset/socket';
import { say } from '../say.js';
import { UserError } from '../user-error.js';
import { listen } from './listen.js';
import type { ListenOptions } from './listen.js';
import type { Running } from './running.js';

export async function serveBlocking(options: ListenOptions, running: Running): Promise<void> {
  using listener = listen(options);
  running.tally.restart();
  for (;;) {
    const [conn, address] = await nextClient(listener, running);
    const waitedMs = running.tally.accepted(conn);
    const wait = waitedMs === null ? '' : `${waitedMs} ms `;
    say(`serving ${describeAddress(address)}, which waited ${wait}in the backlog`);
    say(`closing ${describeAddress(address)} (${await converse(conn, running)})`);
  }
}

/** accept(2) also reports errors of a client that has left the backlog, which do not concern the server. */
async function nextClient(listener: Socket, { stop, tally }: Running): Promise<[Socket, Address]> {
  const accept = (): [Socket, Address] => {
    tally.accepts += 1;
    return listener.accept();
  };
  for (;;) {
    try {
      return await stop.call(accept);
    } catch (error) {
      if (!(error instanceof SocketError)) throw error;
      if (error.code !== 'ECONNABORTED') throw new UserError(error.message);
    }
  }
}

/** Answers one client to its end; returns why it ended. */
async function converse(conn: Socket, { stop, tally, service }: Running): Promise<string> {
  using client = conn;
  const answer = service.open();
  const receive = (): Buffer => {
    tally.recvs += 1;
    return client.recv(service.recvBytes);
  };
  try {
    for (let data = await stop.call(receive); data.length > 0; data = await stop.call(receive)) {
      tally.exchanges += 1;
      tally.bytesReceived += data.length;
      for (let rest = answer(data); rest.length > 0;) {
        tally.sends += 1;
        const sent = await stop.call(() => client.send(rest));
        tally.bytesSent += sent;
        rest = rest.subarray(sent);
      }
      client.recycle(data);
    }
    return 'end of stream';
  } catch (error) {
    if (!(error instanceof SocketError)) throw error;
    return error.code;
  }
}
