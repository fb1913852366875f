// A write for each request.
import { measureRequests } from './measure-requests.mjs';
import { openNodeClient } from './node-client.mjs';

const write = (socket, frame) => socket.write(frame);

await measureRequests((port) => openNodeClient(port, write));
