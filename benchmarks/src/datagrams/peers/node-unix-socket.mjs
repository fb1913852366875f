// npm node-unix-socket: node node-unix-socket.mjs PACKAGE PATH.
import { createRequire } from 'node:module';

const [packagePath, path] = process.argv.slice(2);
const { DgramSocket } = createRequire(import.meta.url)(packagePath);

const socket = new DgramSocket();
socket.on('data', (data, from) => socket.sendTo(data, 0, data.length, from));
socket.bind(path);
console.log(`READY ${path}`);
