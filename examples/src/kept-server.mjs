// Serves on a socket that another program keeps: this one may end, crash and be replaced, and no client is refused.
// Run: node examples/src/kept-server.mjs /tmp/keeper (see keep-listener.mjs), then: nc 127.0.0.1 8080
import { existsSync } from 'node:fs';
import { AF_UNIX, SOCK_STREAM, Socket } from '@fdset/socket';
import { AsyncStreamRequestHandler, AsyncTCPServer } from '@fdset/socketserver';
import { serve } from './serve.mjs';

const askFor = (path) => {
  const keeper = new Socket(AF_UNIX, SOCK_STREAM);
  try {
    keeper.settimeout(5000);
    keeper.connect({ path });
    const { fds } = keeper.recvFds(256, 1);
    if (fds.length === 0) throw new Error(`${path} sent no descriptor`);
    return fds[0];
  } finally {
    keeper.close();
  }
};

class GreetHandler extends AsyncStreamRequestHandler {
  async handle() {
    await this.wfile.write(`process ${process.pid} serves you\n`);
  }
}

const [, , path = ''] = process.argv;
if (!existsSync(path)) {
  console.error('run, beside keep-listener.mjs: node examples/src/kept-server.mjs /tmp/keeper');
  process.exit(2);
}
await serve(new AsyncTCPServer({ fd: askFor(path) }, GreetHandler));
