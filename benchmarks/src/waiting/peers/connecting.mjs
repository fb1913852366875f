// A client that connects, waits for the end of the connection, and connects again.
import { workerData } from 'node:worker_threads';
import { AF_INET, Socket } from '@fdset/socket';

const room = Buffer.alloc(1);

for (;;) {
  const socket = new Socket(AF_INET);
  socket.connect(workerData);
  socket.recvInto(room);
  socket.close();
}
