// fdset, sockets as promises: node fdset-async-socket.mjs unix PATH, or udp. It receives what is there, up to 64 datagrams, by one
// recvmmsg, and answers by one sendmmsg.
import { AF_INET, AF_UNIX, SOCK_DGRAM, Socket } from '@fdset/socket';
import { AsyncSocket } from '@fdset/socket/async';

const [family, path] = process.argv.slice(2);
const isUnix = family === 'unix';
const BATCH = 64;
const LARGEST = 2048;

const socket = AsyncSocket.from(new Socket(isUnix ? AF_UNIX : AF_INET, SOCK_DGRAM));
socket.bind(isUnix ? { path } : { host: '127.0.0.1', port: 0 });
console.log(`READY ${isUnix ? path : socket.getsockname().port}`);

for (;;) {
  let rest = await socket.recvmmsg(BATCH, LARGEST);
  while (rest.length > 0) rest = rest.slice(await socket.sendmmsg(rest));
}
