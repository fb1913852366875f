// npm unix-dgram: node unix-dgram.mjs PACKAGE PATH.
import { createRequire } from 'node:module';

const [packagePath, path] = process.argv.slice(2);
const { createSocket } = createRequire(import.meta.url)(packagePath);

const socket = createSocket('unix_dgram', (data, info) => {
  socket.send(data, 0, data.length, info.path, () => {});
});
socket.on('listening', () => console.log(`READY ${path}`));
socket.bind(path);
