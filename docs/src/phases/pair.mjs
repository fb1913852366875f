// A stamped TCP connection to a sender on a thread of its own.
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { createConnection, createListener, IPPROTO_TCP, TCP_NODELAY } from '@fdset/socket';

const REQUEST_BYTES = 8;

/** Resolves with the reading end, and a function that asks the sender for so many bytes after so long. */
export const openPair = async () => {
  const listener = createListener({ host: '127.0.0.1', port: 0 });
  const socket = createConnection(listener.getsockname());
  const [other] = listener.accept();
  listener.close();
  for (const end of [socket, other]) end.setsockopt(IPPROTO_TCP, TCP_NODELAY, true);
  socket.setTimestamps(true);
  const worker = new Worker(new URL('sender.mjs', import.meta.url), {
    workerData: { fd: other.detach() },
  });
  await once(worker, 'message');
  const ask = ({ delayMs, bytes }) => {
    const request = Buffer.alloc(REQUEST_BYTES);
    request.writeUInt32LE(delayMs, 0);
    request.writeUInt32LE(bytes, 4);
    socket.sendall(request);
  };
  const close = async () => {
    await worker.terminate();
    socket.close();
  };
  return { socket, ask, close };
};
