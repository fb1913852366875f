// Uses @fdset/socket alone: a listener, a connection, a word.
/** Resolves with the answer. */
export async function use({ createConnection, createListener }) {
  const listener = createListener({ host: '127.0.0.1', port: 0 });
  const client = createConnection(listener.getsockname());
  const [conn] = listener.accept();
  client.sendall('hello');
  conn.sendall(conn.recv(16).toString().toUpperCase());
  const answer = client.recv(16).toString();
  for (const one of [client, conn, listener]) one.close();
  return answer;
}
