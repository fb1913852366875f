// A pool of so many threads with one kind of handler, on a free port. This is an entry of the bundle; it prints `READY PORT`.
import { isInetAddress } from '@fdset/socket';
import { ThreadPoolTCPServer } from '@fdset/socketserver';

const [name, size] = process.argv.slice(2) as [string, string];
const threads = Number(size);
const server = new ThreadPoolTCPServer(
  { host: '127.0.0.1', port: 0 },
  { module: new URL('./claims-handlers.js', import.meta.url), name },
  { minWorkers: threads, maxWorkers: threads },
);
const serving = server.serveForever();
const address = server.serverAddress;
process.stdout.write(`READY ${isInetAddress(address) ? address.port : ''}\n`);
await serving;
