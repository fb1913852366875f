// The sender, on a thread of its own: it takes requests, waits for the delay of each, and sends the requested bytes. This is an
// entry of the bundle, which pairs.ts starts and terminates.
import { parentPort, workerData } from 'node:worker_threads';
import { sleep } from '@fdset/posix';
import { DefaultSelector, EVENT_READ } from '@fdset/selectors';
import { CLOCK_REALTIME, Socket, clockGettimeNs } from '@fdset/socket';
import { decodeRequest, MAX_MESSAGE_BYTES, REQUEST_BYTES, stampMessage } from './request.js';

const payload = Buffer.alloc(MAX_MESSAGE_BYTES, 'x');

function answer(socket: Socket): void {
  const request = socket.recv(REQUEST_BYTES);
  // Its reader has closed it: a server of the lab does so after the last read.
  if (request.length === 0) return leave(socket);
  const { delayMs, bytes } = decodeRequest(request);
  sleep(delayMs);
  const message = payload.subarray(0, bytes);
  stampMessage(message, clockGettimeNs(CLOCK_REALTIME));
  socket.sendall(message);
}

function leave(socket: Socket): void {
  selector.unregister(socket);
  socket.close();
}

const selector = new DefaultSelector<undefined, Socket>();
for (const fd of workerData as number[]) selector.register(Socket.fromFd(fd), EVENT_READ);
parentPort!.postMessage('ready');
for (;;) for (const { key } of selector.select()) answer(key.fileobj);
