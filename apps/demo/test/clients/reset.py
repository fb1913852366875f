"""Leaves abruptly, with an RST (SO_LINGER 0): reset.py PORT silent|asked|flooded [COUNT].

silent: before it sent anything.  asked: with an answer under way.  flooded: with more answers than fit on the way.
"""
import socket
import struct
import sys

port, manner = int(sys.argv[1]), sys.argv[2]
count = int(sys.argv[3]) if len(sys.argv) > 3 else 1

for _ in range(count):
    conn = socket.create_connection(("127.0.0.1", port))
    conn.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    if manner == "asked":
        conn.sendall(b"hello")
    if manner == "flooded":
        # Without a reader the server's answers stay on its side, and with them what it no longer reads.
        conn.settimeout(0.2)
        try:
            while True:
                conn.sendall(b"x" * 65536)
        except TimeoutError:
            pass
    conn.close()
