// Starts nginx or redis-server on a free port, and prints `READY <port>` when it accepts connections. Both are one process on
// the core that this one is pinned to.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const folder = mkdtempSync(join(tmpdir(), 'fdset-generators-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

const freePort = async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
};

const configuration = (port) => `
daemon off;
master_process off;
worker_rlimit_nofile 4096;
pid ${folder}/nginx.pid;
error_log ${folder}/error.log;
events { worker_connections 2048; }
http {
  access_log off;
  keepalive_requests 1000000000;
  client_body_temp_path ${folder};
  proxy_temp_path ${folder};
  fastcgi_temp_path ${folder};
  uwsgi_temp_path ${folder};
  scgi_temp_path ${folder};
  server {
    listen 127.0.0.1:${port};
    location / { return 200 "hello, world\\n"; }
  }
}
`;

const commands = {
  nginx: (port) => {
    const file = join(folder, 'nginx.conf');
    writeFileSync(file, configuration(port));
    return ['nginx', '-p', folder, '-c', file];
  },
  'redis-server': (port) => ['redis-server', '--port', `${port}`, '--save', '', '--dir', folder],
};

const accepts = async (port) => {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
};

const port = await freePort();
const [program, ...args] = commands[process.argv[2]](port);
spawn(program, args, { stdio: ['ignore', 'ignore', 'inherit'] }).on('exit', (code) =>
  process.exit(code ?? 1),
);
while (!(await accepts(port))) await delay(20);
console.log(`READY ${port}`);
