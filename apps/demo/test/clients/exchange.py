"""One connection, one message after another: exchange.py PORT HEX...; prints the answers as a JSON list of hex."""
import json
import socket
import sys

port, *messages = sys.argv[1:]
replies = []
with socket.create_connection(("127.0.0.1", int(port))) as conn:
    for message in map(bytes.fromhex, messages):
        conn.sendall(message)
        reply = b""
        while not (reply.endswith(b"_SB") and len(reply.replace(b"_SB", b"")) >= len(message)):
            data = conn.recv(65536)
            assert data, "the server closed the connection"
            reply += data
        replies.append(reply.hex())
print(json.dumps(replies))
