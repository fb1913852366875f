# CPython's selectors: python3 selectors_echo.py unix PATH, or udp.
import selectors
import socket
import sys

if sys.argv[1] == "unix":
    sock = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    sock.bind(sys.argv[2])
    print("READY", sys.argv[2], flush=True)
else:
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.bind(("127.0.0.1", 0))
    print("READY", sock.getsockname()[1], flush=True)
sock.setblocking(False)


def echo_all(sock):
    while True:
        try:
            data, address = sock.recvfrom(65536)
        except BlockingIOError:
            return
        sock.sendto(data, address)


selector = selectors.DefaultSelector()
selector.register(sock, selectors.EVENT_READ, echo_all)
while True:
    for key, _ in selector.select():
        key.data(key.fileobj)
