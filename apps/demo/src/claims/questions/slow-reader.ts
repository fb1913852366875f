// Reads until the end, from a thread of its own: whoever sends much has to wait for it. This is an entry of the bundle.
import { parentPort, workerData } from 'node:worker_threads';
import { Socket } from '@fdset/socket';

using socket = Socket.fromFd(workerData as number);
const buffer = Buffer.alloc(1024);
parentPort!.postMessage('ready');
while (socket.recvInto(buffer) > 0);
