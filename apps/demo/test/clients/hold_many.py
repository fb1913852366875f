"""Connects many times and stays silent: hold_many.py PORT COUNT. Leaves when its own input ends."""
import socket
import sys

port, count = map(int, sys.argv[1:])
conns = [socket.create_connection(("127.0.0.1", port)) for _ in range(count)]
print("connected", flush=True)
sys.stdin.read()
