"""Connects and stays: hold.py PORT [TEXT]. With a text it first has it answered.

Prints `connected`, then `answered REPLY`, and leaves when its own input ends.
"""
import socket
import sys

with socket.create_connection(("127.0.0.1", int(sys.argv[1]))) as conn:
    print("connected", flush=True)
    for text in sys.argv[2:]:
        conn.sendall(text.encode())
        print("answered", conn.recv(1024).decode(), flush=True)
    sys.stdin.read()
