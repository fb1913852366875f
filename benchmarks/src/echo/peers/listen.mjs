// What the servers over @fdset/socket have in common.
import { IPPROTO_TCP, TCP_NODELAY, createListener } from '@fdset/socket';

/** A non-blocking listener; prints the line that the harness waits for. */
export const listen = () => {
  const listener = createListener({ host: '127.0.0.1', port: 0 }, { backlog: 4096 });
  listener.setblocking(false);
  console.log(`READY ${listener.getsockname().port}`);
  return listener;
};

/** The next connection, non-blocking and without Nagle's delay. */
export const acceptConnection = (listener) => {
  const [conn] = listener.accept();
  conn.setblocking(false);
  conn.setsockopt(IPPROTO_TCP, TCP_NODELAY, 1);
  return conn;
};
