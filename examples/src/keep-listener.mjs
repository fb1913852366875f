// Keeps a listening socket for programs that come and go, and gives it to whoever asks (SCM_RIGHTS). While none of them runs,
// clients wait in the queue of the listener instead of being refused.
// Run: node examples/src/keep-listener.mjs /tmp/keeper 8080, then: node examples/src/kept-server.mjs /tmp/keeper
import { createListener } from '@fdset/socket';
import { BaseRequestHandler, UnixStreamServer } from '@fdset/socketserver';
import { serve } from './serve.mjs';

const [, , path, port = '8080'] = process.argv;
if (path === undefined) {
  console.error('run: node examples/src/keep-listener.mjs /tmp/keeper [port]');
  process.exit(2);
}
const kept = createListener({ host: '127.0.0.1', port: Number(port) });

class KeeperHandler extends BaseRequestHandler {
  handle() {
    const { pid } = this.request.getPeerCredentials();
    // A descriptor travels with at least one byte. The receiver gets a number of its own for the same socket.
    this.request.sendFds(JSON.stringify(kept.getsockname()), [kept]);
    console.log(`gave the listener to process ${pid}`);
  }
}

console.log(`keeping port ${kept.getsockname().port}`);
// Only this user may ask: who has the socket can take every connection.
await serve(new UnixStreamServer({ path }, KeeperHandler, { mode: 0o600 }));
