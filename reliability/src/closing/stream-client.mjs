// A client of a stream server that uses Node's own sockets. It must get its answer or the end of its connection in time.
import { createConnection } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

const DEADLINE_MS = 10_000;

/** The errors that mean that the server is gone. EAGAIN means that the queue of a Unix listener is full. */
const ends = new Set(['ECONNREFUSED', 'ECONNRESET', 'ENOENT', 'EPIPE', 'EAGAIN']);

function converse(address, { holdMs }, text) {
  return new Promise((resolve) => {
    const socket = createConnection(address, () => {
      socket.write(text);
      // The time begins with the connection. Otherwise it could be up before on a slow machine, and the write would fail.
      if (holdMs !== null && holdMs > 0) setTimeout(() => socket.end(), holdMs).unref();
    });
    const timer = setTimeout(() => socket.destroy(new Error('HUNG')), DEADLINE_MS);
    let answer = '';
    let failure = null;
    socket.on('data', (data) => (answer += data));
    socket.on('error', (error) => (failure = error.code ?? error.message));
    socket.once('close', () => {
      clearTimeout(timer);
      resolve({ answer, failure });
    });
  });
}

/** Resolves with 'answered', 'ended', or a description of the fault. */
export async function streamClient({ address, plan, number }) {
  await delay(plan.atMs);
  const text = plan.holdMs === 0 ? `ask ${plan.workMs} ${number}` : `hold 0 ${number}`;
  const to = 'path' in address ? { path: address.path } : address;
  const { answer, failure } = await converse({ ...to, allowHalfOpen: false }, plan, text);
  if (answer === text.toUpperCase()) return 'answered';
  if (answer !== '') return `got ${JSON.stringify(answer)} for ${JSON.stringify(text)}`;
  return failure === null || ends.has(failure) ? 'ended' : `${failure} for ${JSON.stringify(text)}`;
}
