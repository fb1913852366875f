// A process per connection with node:child_process: a new Node for each connection gets the socket as a message. This file
// is also the program of the child.
import { fork } from 'node:child_process';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';

const handle = (_message, socket) => {
  socket.once('data', (data) => {
    socket.end(data);
    process.disconnect();
  });
};

const listen = () => {
  const server = createServer({ pauseOnConnect: true, allowHalfOpen: true }, (socket) => {
    const child = fork(fileURLToPath(import.meta.url), ['child']);
    child.send('connection', socket);
  });
  server.listen({ host: '127.0.0.1', port: 0, backlog: 4096 }, () =>
    console.log(`READY ${server.address().port}`),
  );
};

if (process.argv[2] === 'child') process.once('message', handle);
else listen();
