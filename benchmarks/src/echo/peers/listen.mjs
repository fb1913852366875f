// The listener and the connections that the servers over @fdset/socket share.
import { IPPROTO_TCP, TCP_NODELAY, createListener } from '@fdset/socket';

/** Makes a non-blocking listener, and prints the line that the harness waits for. */
export const listen = () => {
  const listener = createListener({ host: '127.0.0.1', port: 0 }, { backlog: 4096 });
  listener.setblocking(false);
  console.log(`READY ${listener.getsockname().port}`);
  return listener;
};

/** Accepts the next connection, and makes it non-blocking and free of Nagle's delay. */
export const acceptConnection = (listener) => {
  const [conn] = listener.accept();
  conn.setblocking(false);
  conn.setsockopt(IPPROTO_TCP, TCP_NODELAY, 1);
  return conn;
};
