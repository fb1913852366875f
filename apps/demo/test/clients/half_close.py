"""Sends a message, ends its own side, then reads to the end: half_close.py PORT TEXT; prints the bytes that came."""
import socket
import sys

with socket.create_connection(("127.0.0.1", int(sys.argv[1]))) as conn:
    conn.sendall(sys.argv[2].encode())
    conn.shutdown(socket.SHUT_WR)
    while data := conn.recv(65536):
        sys.stdout.buffer.write(data)
