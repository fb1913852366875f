// Forwards a port to another address, each direction until its end.
// Run: node examples/src/forward.mjs 8000 127.0.0.1:8080
import { SHUT_WR } from '@fdset/socket';
import { connect, listen } from '@fdset/socket/async';

const [, , port = '8000', target = '127.0.0.1:8080'] = process.argv;
const [, host, hostPort] = /^(.+):(\d+)$/.exec(target) ?? [];
if (host === undefined || !/^\d+$/.test(port)) {
  console.error('run: node examples/src/forward.mjs PORT HOST:PORT');
  process.exit(2);
}
const address = { host, port: Number(hostPort) };

// One side may send long after the other has finished: the end of one direction is passed on, and is not the end of both.
const pump = async (from, to) => {
  for await (const chunk of from) await to.sendall(chunk);
  to.shutdown(SHUT_WR);
};

const forward = async (client) => {
  let server;
  try {
    server = await connect(address, { timeoutMs: 5000 });
    await Promise.all([pump(client, server), pump(server, client)]);
  } finally {
    server?.close();
    client.close();
  }
};

const listener = listen({ host: '127.0.0.1', port: Number(port) });
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => listener.close());
console.log(`listening on ${listener.getsockname().port}`);
for await (const [client, from] of listener.accepts())
  forward(client).catch((error) => console.log(`${from.host}:${from.port}: ${error.message}`));
