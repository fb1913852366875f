// The tutorial's selectors server on a free port.
import { DefaultSelector, EVENT_READ } from '@fdset/selectors';
import { createListener } from '@fdset/socket';

const sel = new DefaultSelector();

const accept = (listener) => {
  const [conn] = listener.accept();
  conn.setblocking(false);
  sel.register(conn, EVENT_READ, read);
};

const read = (conn) => {
  const data = conn.recv(1024);
  if (data.length > 0) {
    conn.sendall(Buffer.from(`${data.toString().toUpperCase()}_SB`));
    return;
  }
  sel.unregister(conn);
  conn.close();
};

const listener = createListener({ host: '127.0.0.1', port: 0 }, { backlog: 5 });
listener.setblocking(false);
sel.register(listener, EVENT_READ, accept);
console.log(`listening on 127.0.0.1:${listener.getsockname().port}`);
for (;;) for (const { key, events } of sel.select()) key.data(key.fileobj, events);
