// Uses @fdset/client alone, against a server of Node.
import { once } from 'node:events';
import { createServer } from 'node:net';

/** Resolves with the answer. */
export async function use({ connect }) {
  const server = createServer((conn) =>
    conn.on('data', (data) => conn.end(String(data).toUpperCase())),
  );
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const client = await connect(`tcp://127.0.0.1:${server.address().port}`);
  await client.send('hello');
  const answer = String(await client.receive());
  await client.close();
  server.close();
  return answer;
}
