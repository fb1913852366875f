"""Sends for as long as the server takes it and never reads: never_reads.py PORT.

Prints `stuck BYTES` once nothing more was taken for 300 ms, then stays until its own input ends.
"""
import select
import socket
import sys

conn = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
conn.setblocking(False)
sent = 0
while select.select([], [conn], [], 0.3)[1]:
    sent += conn.send(b"x" * 65536)
print("stuck", sent, flush=True)
sys.stdin.read()
