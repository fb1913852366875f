"""Keeps a server busy: flood.py PORT CLIENTS. Every connection has a message under way at any time.

Prints `flowing` after the first thousand answers, and ends when the server closes the connections.
"""
import select
import socket
import sys

conns = [socket.create_connection(("127.0.0.1", int(sys.argv[1]))) for _ in range(int(sys.argv[2]))]
for conn in conns:
    conn.sendall(b"hello")
answers = 0
while conns:
    for conn in select.select(conns, [], [])[0]:
        try:
            if not conn.recv(1024):
                raise ConnectionResetError
            conn.sendall(b"hello")
        except OSError:
            conns.remove(conn)
            continue
        answers += 1
        if answers == 1000:
            print("flowing", flush=True)
