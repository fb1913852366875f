// Has the reads of a class of @fdset/socketserver measured by a server of that class, which has one client: the sender.
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { AF_UNIX, createConnection, createListener, IPPROTO_TCP, SOCK_DGRAM } from '@fdset/socket';
import { Socket, TCP_NODELAY } from '@fdset/socket';
import type { Address } from '@fdset/socket';
import { AsyncSocket } from '@fdset/socket/async';
import type { Measurement } from '../../phases/measure.js';
import type { ClassModel } from '../server/models.js';
import { makeReadyMade } from '../server/ready-made.js';
import type { HandlerResult, Measured, TimelineContext } from './timeline-handlers.js';

const MOST_BYTES = 4096;

export async function measureInServer(
  model: ClassModel,
  measurement: Measurement,
): Promise<Measured> {
  const path = `\0fdset-lab-${randomBytes(16).toString('hex')}`;
  using results = inboxAt(path);
  const listener = createListener({ host: '127.0.0.1', port: 0 });
  const address = listener.getsockname();
  const server = makeReadyMade(model, {
    listener: { fd: listener.detach() },
    handler: {
      module: new URL('./lab-timeline-handlers.js', import.meta.url),
      name: 'TimelineHandler',
    },
    context: { measurement, path } satisfies TimelineContext,
    poolSize: 1,
  });
  const served = server.serveForever();
  const sender = senderTo(address);
  try {
    await once(sender, 'message');
    const result = JSON.parse((await results.recv(MOST_BYTES)).toString()) as HandlerResult;
    if ('missing' in result) throw new Error(result.missing);
    return result;
  } finally {
    await sender.terminate();
    await server.serverClose({ graceMs: 0 });
    await served;
  }
}

function inboxAt(path: string): AsyncSocket {
  const inbox = new Socket(AF_UNIX, SOCK_DGRAM);
  inbox.bind({ path });
  return AsyncSocket.from(inbox);
}

/** The thread that sends, over a connection to this address. */
function senderTo(address: Address): Worker {
  const connection = createConnection(address);
  connection.setsockopt(IPPROTO_TCP, TCP_NODELAY, true);
  const file = new URL('./phases-sender.js', import.meta.url);
  return new Worker(file, { workerData: [connection.detach()] });
}
