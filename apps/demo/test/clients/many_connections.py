"""Many connections that stand at the same time: many_connections.py PORT COUNT together|in-turn.

together: all send, then all read.  in-turn: each sends, reads and leaves before the next one sends.
Prints as JSON how many were connected at once, and how many had the right answer.
"""
import json
import resource
import socket
import sys

port, count, order = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
_, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def answer(conn, number):
    expected = b"CLIENT %d_SB" % number
    reply = b""
    try:
        while len(reply) < len(expected) and (data := conn.recv(1024)):
            reply += data
    except ConnectionError:
        pass
    return reply == expected


def ask(conn, number):
    try:
        conn.sendall(b"client %d" % number)
    except ConnectionError:
        pass


conns = [socket.create_connection(("127.0.0.1", port)) for _ in range(count)]
connected = len(conns)
right = 0
if order == "together":
    for number, conn in enumerate(conns):
        ask(conn, number)
    right = sum(answer(conn, number) for number, conn in enumerate(conns))
    for conn in conns:
        conn.close()
else:
    for number, conn in enumerate(conns):
        ask(conn, number)
        right += answer(conn, number)
        conn.close()
print(json.dumps({"connected": connected, "right": right}))
