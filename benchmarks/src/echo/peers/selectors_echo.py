# CPython's selectors: DefaultSelector, callbacks in key.data, recv(65536).
import resource
import selectors
import socket

hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))

READ, WRITE = selectors.EVENT_READ, selectors.EVENT_WRITE
selector = selectors.DefaultSelector()
rests = {}


def accept(listener):
    conn, _ = listener.accept()
    conn.setblocking(False)
    conn.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    selector.register(conn, READ, echo)


def close(conn):
    selector.unregister(conn)
    conn.close()


def send(conn, data):
    try:
        return conn.send(data)
    except BlockingIOError:
        return 0


def echo(conn):
    try:
        data = conn.recv(65536)
        if not data:
            return close(conn)
        sent = send(conn, data)
    except BlockingIOError:
        return
    except OSError:
        return close(conn)
    if sent < len(data):
        rests[conn] = memoryview(data)[sent:]
        selector.modify(conn, WRITE, flush)


def flush(conn):
    try:
        rests[conn] = rests[conn][send(conn, rests[conn]) :]
    except OSError:
        del rests[conn]
        return close(conn)
    if not rests[conn]:
        del rests[conn]
        selector.modify(conn, READ, echo)


listener = socket.create_server(("127.0.0.1", 0), backlog=4096)
listener.setblocking(False)
selector.register(listener, READ, accept)
print("READY", listener.getsockname()[1], flush=True)
while True:
    for key, _ in selector.select():
        key.data(key.fileobj)
