// fdset: node fdset.mjs WAY unix PATH, or WAY udp. WAY is `async` (selectAsync, together with Node's event loop), `batch`
// (the same, with recvmmsg and sendmmsg) or `blocking` (select). The server takes all waiting datagrams, answers each
// sender, and waits again.
import { DefaultSelector, EVENT_READ } from '@fdset/selectors';
import { AF_INET, AF_UNIX, SOCK_DGRAM, Socket } from '@fdset/socket';

const [way, family, path] = process.argv.slice(2);
const buffer = Buffer.allocUnsafeSlow(65_536);

const open = () => {
  const socket = new Socket(family === 'unix' ? AF_UNIX : AF_INET, SOCK_DGRAM);
  socket.bind(family === 'unix' ? { path } : { host: '127.0.0.1', port: 0 });
  socket.setblocking(false);
  console.log(`READY ${family === 'unix' ? path : socket.getsockname().port}`);
  return socket;
};

const echoAll = (socket) => {
  for (;;) {
    const received = socket.tryRecvfromInto(buffer);
    if (received === null) return;
    const [length, address] = received;
    socket.trySendto(buffer.subarray(0, length), address);
  }
};

// All clients together have this many datagrams under way in bursts of 8.
const BATCH = 64;
const LARGEST = 2048;

const echoBatches = (socket) => {
  for (;;) {
    const messages = socket.tryRecvmmsg(BATCH, LARGEST);
    if (messages === null) return;
    socket.trySendmmsg(messages);
    if (messages.length < BATCH) return;
  }
};

const sel = new DefaultSelector();
sel.register(open(), EVENT_READ, way === 'batch' ? echoBatches : echoAll);
if (way === 'blocking') for (;;) for (const { key } of sel.select()) key.data(key.fileobj);
for (;;) for (const { key } of await sel.selectAsync()) key.data(key.fileobj);
