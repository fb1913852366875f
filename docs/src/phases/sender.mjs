// The sender: takes a request, waits, and sends so many bytes, with the time of sending in front.
import { parentPort, workerData } from 'node:worker_threads';
import { CLOCK_REALTIME, clockGettimeNs, sleep } from '@fdset/posix';
import { Socket } from '@fdset/socket';

const payload = Buffer.alloc(1 << 20, 'x');
const socket = Socket.fromFd(workerData.fd);
parentPort.postMessage('ready');
for (;;) {
  const request = socket.recv(8);
  if (request.length === 0) break;
  sleep(request.readUInt32LE(0));
  const message = payload.subarray(0, request.readUInt32LE(4));
  message.writeBigUInt64LE(clockGettimeNs(CLOCK_REALTIME));
  socket.sendall(message);
}
