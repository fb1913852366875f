# As native/cost-per-event.c, with CPython's selectors: python3 cost.py MECHANISM N MS.
import resource
import selectors
import socket
import sys
import time

hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))

mechanism, idle, milliseconds = sys.argv[1], int(sys.argv[2]), float(sys.argv[3])
selector = getattr(selectors, mechanism.capitalize() + "Selector")()
ready, other = socket.socketpair()
other.send(b"x")
selector.register(ready, selectors.EVENT_READ)
sockets = [socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(idle)]
for one in sockets:
    selector.register(one, selectors.EVENT_READ)


def wait_once():
    for key, _ in selector.select():
        if key.fileobj is ready:
            return
    raise RuntimeError("one descriptor must be ready")


def measure(seconds):
    start = now = time.monotonic_ns()
    waits = 0
    while now < start + seconds * 1e9:
        for _ in range(16):
            wait_once()
        waits += 16
        now = time.monotonic_ns()
    return (now - start) / waits


measure(milliseconds / 3000)
print(f"{measure(milliseconds / 1000):.1f}")
