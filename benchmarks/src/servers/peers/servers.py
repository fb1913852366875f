# `servers.py CLASS HANDLER [ROUNDS]`: a server of CPython's socketserver. Its queue is as long as the other
# peers' (5 by default, and a connection that finds it full comes again after a second).
import socketserver
import sys

RECEIVE_BYTES = 65536


def compute(rounds):
    """What compute.mjs has."""
    value = 1
    for _ in range(rounds):
        value ^= (value << 13) & 0xFFFFFFFF
        value ^= value >> 17
        value ^= (value << 5) & 0xFFFFFFFF
    return value


class EchoOnce(socketserver.BaseRequestHandler):
    def handle(self):
        self.request.sendall(self.request.recv(RECEIVE_BYTES))


class EchoForEver(socketserver.BaseRequestHandler):
    def handle(self):
        while data := self.request.recv(RECEIVE_BYTES):
            self.request.sendall(data)


class Compute(socketserver.BaseRequestHandler):
    def handle(self):
        data = self.request.recv(RECEIVE_BYTES)
        if compute(self.server.rounds) < 0:
            raise ArithmeticError("the interpreter cannot calculate")
        self.request.sendall(data)


def main(name, handler, rounds="0"):
    base = getattr(socketserver, name)
    server_class = type(name, (base,), {"request_queue_size": 4096, "rounds": int(rounds)})
    with server_class(("127.0.0.1", 0), globals()[handler]) as server:
        print("READY", server.server_address[1], flush=True)
        server.serve_forever()


if __name__ == "__main__":
    main(*sys.argv[1:])
