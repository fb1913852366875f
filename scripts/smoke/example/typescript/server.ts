// The tutorial's selectors server on a free port, typed.
import { DefaultSelector, EVENT_READ } from '@fdset/selectors';
import { createListener, isInetAddress, type Socket } from '@fdset/socket';

type Callback = (sock: Socket, mask: number) => void;
const sel = new DefaultSelector<Callback, Socket>();

const accept: Callback = (listener) => {
  const [conn] = listener.accept();
  conn.setblocking(false);
  sel.register(conn, EVENT_READ, read);
};

const read: Callback = (conn) => {
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
const address = listener.getsockname();
if (isInetAddress(address)) console.log(`listening on 127.0.0.1:${address.port}`);
for (;;) for (const { key, events } of sel.select()) key.data(key.fileobj, events);
