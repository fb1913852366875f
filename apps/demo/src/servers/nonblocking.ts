// The document's part 4.6.2.2, non-blocking I/O: after `setblocking(false)` a call that would wait returns an error at once (EAGAIN,
// which is BlockingIOError), and the program asks the kernel again and again: accept, then every client. One thread serves all
// clients, but uses a whole core for calls that find nothing; the report counts them. It catches the error, as a reader of the
// document would; `tryRecv` polls without an exception.
import { BlockingIOError, SocketError } from '@fdset/socket';
import type { Socket } from '@fdset/socket';
import { say } from '../say.js';
import { Connection } from './connection.js';
import { listen } from './listen.js';
import type { ListenOptions } from './listen.js';
import type { Running } from './running.js';
import type { Tally } from './tally.js';

export async function serveNonblocking(options: ListenOptions, running: Running): Promise<void> {
  const { stop, tally } = running;
  using listener = listen(options);
  listener.setblocking(false);
  tally.restart();
  const clients = new Set<Connection>();
  const everySecond = eagainsPerSecond(tally);
  try {
    for (;;) {
      await stop.takeTurn();
      for (let next = accept(listener, running); next; next = accept(listener, running))
        clients.add(next);
      for (const client of clients) poll(client, clients);
      everySecond();
    }
  } finally {
    for (const client of clients) client.conn.close();
  }
}

function accept(listener: Socket, running: Running): Connection | null {
  running.tally.accepts += 1;
  try {
    const [conn, address] = listener.accept();
    conn.setblocking(false);
    return new Connection(conn, address, running);
  } catch (error) {
    if (!(error instanceof SocketError)) throw error;
    // Without a free descriptor (EMFILE) the client stays in the backlog, and the next round tries again.
    if (error instanceof BlockingIOError) running.tally.eagains += 1;
    else if (error.code !== 'EMFILE') say(`accept: ${error.message}`);
    return null;
  }
}

/** Asks one client for data, whether it has any or not, and tries to send its unsent answers. */
function poll(client: Connection, clients: Set<Connection>): void {
  try {
    const data = client.wantsToRead ? client.receive() : null;
    if (data !== null && data.length > 0) client.answer(data);
    else if (client.wantsToWrite) client.flush();
    if (client.finished) close(client, clients, 'end of stream');
  } catch (error) {
    if (!(error instanceof SocketError)) throw error;
    close(client, clients, error.code);
  }
}

function close(client: Connection, clients: Set<Connection>, why: string): void {
  say(`closing ${client.peer} (${why})`);
  clients.delete(client);
  client.conn.close();
}

/** On a terminal, prints once a second how often the kernel had nothing. */
function eagainsPerSecond(tally: Tally): () => void {
  if (!process.stdout.isTTY) return () => {};
  let [then, before] = [performance.now(), 0];
  return () => {
    const now = performance.now();
    if (now - then < 1000) return;
    say(`${(tally.eagains - before).toLocaleString('en-US')} EAGAINs in the last second`);
    [then, before] = [now, tally.eagains];
  };
}
