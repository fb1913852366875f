// One write for all requests of a turn.
import { measureRequests } from './measure-requests.mjs';
import { openNodeClient } from './node-client.mjs';

const write = (socket, frame) => {
  if (socket.writableCorked === 0) {
    socket.cork();
    process.nextTick(() => socket.uncork());
  }
  socket.write(frame);
};

await measureRequests((port) => openNodeClient(port, write));
