// A client of a datagram server sends its request once. It waits for the answer, or until the check says that the server
// has been closed, because nothing else tells it.
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import * as sockets from '@fdset/socket';

const { AF_INET, AF_UNIX, SOCK_DGRAM, Socket } = sockets;
const LONGEST_ANSWER = 64;
const LOOK_EVERY_MS = 2;
const ends = new Set(['ECONNREFUSED', 'ECONNRESET', 'ENOENT', 'ENOTCONN', 'EPIPE']);

const isUnix = (address) => 'path' in address;

function connect(socket, address, folder, number) {
  if (isUnix(address)) socket.bind({ path: join(folder, `client-${number}`) });
  socket.setblocking(false);
  socket.connect(address);
}

async function converse(socket, text, closed) {
  let isSent = false;
  for (;;) {
    // This is read before the last look at the socket. If the server is closed, its answers have arrived by then.
    const { isClosed } = closed;
    isSent ||= socket.trySend(text) >= 0;
    const answer = isSent ? socket.tryRecv(LONGEST_ANSWER) : null;
    if (answer !== null) return answer.toString();
    if (isClosed) return '';
    await delay(LOOK_EVERY_MS);
  }
}

/** Resolves with 'answered', 'ended', or a description of the fault. */
export async function datagramClient({ address, plan, number, folder, closed }) {
  await delay(plan.atMs);
  const text = `ask ${plan.workMs} ${number}`;
  const socket = new Socket(isUnix(address) ? AF_UNIX : AF_INET, SOCK_DGRAM);
  try {
    connect(socket, address, folder, number);
    const answer = await converse(socket, text, closed);
    if (answer === '') return 'ended';
    return answer === text.toUpperCase() ? 'answered' : `got ${JSON.stringify(answer)} for ${text}`;
  } catch (error) {
    return ends.has(error.code) ? 'ended' : String(error.stack);
  } finally {
    socket.close();
  }
}
