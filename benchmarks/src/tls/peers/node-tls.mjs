// node:tls: node node-tls.mjs WAY KEY CERT. WAY is `events`, data events with back pressure, or `pipe`.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:tls';

const [way, keyFile, certFile] = process.argv.slice(2);
const options = { key: readFileSync(keyFile), cert: readFileSync(certFile), noDelay: true };

const echo = (socket) => {
  socket.on('data', (data) => {
    if (!socket.write(data)) socket.pause();
  });
  socket.on('drain', () => socket.resume());
};

const server = createServer(options, (socket) => {
  socket.on('error', () => socket.destroy());
  if (way === 'pipe') socket.pipe(socket);
  else echo(socket);
});
server.listen({ host: '127.0.0.1', port: 0, backlog: 4096 }, () =>
  console.log(`READY ${server.address().port}`),
);
