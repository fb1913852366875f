// Sends back what it receives, encrypted. Run: node examples/src/tls-echo.mjs KEY.pem CERT.pem [port]
import { readFileSync } from 'node:fs';
import { listen } from '@fdset/socket/async';

const [keyFile, certFile, port = '8443'] = process.argv.slice(2);
if (certFile === undefined) {
  console.error('run: node examples/src/tls-echo.mjs KEY.pem CERT.pem [port]');
  process.exit(2);
}
// One object for all connections: they share the secure context and its sessions.
const options = {
  serverSide: true,
  key: readFileSync(keyFile),
  cert: readFileSync(certFile),
  timeoutMs: 10_000,
};

const echo = async (conn) => {
  const secure = await conn.startTls(options);
  try {
    for await (const chunk of secure) await secure.sendall(chunk);
  } finally {
    secure.close();
  }
};

const listener = listen({ host: '127.0.0.1', port: Number(port) });
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => listener.close());
console.log(`listening on ${listener.getsockname().port}`);
for await (const [conn, { host, port: from }] of listener.accepts())
  echo(conn).catch((error) => console.log(`${host}:${from}: ${error.message}`));
