"""One long message: big_message.py PORT BYTES alongside|afterwards.

Reads the answers while it sends, or only once everything was sent; prints what came as JSON.
"""
import json
import socket
import sys
import threading

port, size, when = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
payload = (b"the quick brown fox \xc3\xa9\xff\x00 " * (size // 24 + 1))[:size]
received = bytearray()


def read_to_end(conn):
    while data := conn.recv(65536):
        received.extend(data)


with socket.create_connection(("127.0.0.1", port)) as conn:
    reader = threading.Thread(target=read_to_end, args=(conn,))
    if when == "alongside":
        reader.start()
    conn.sendall(payload)
    conn.shutdown(socket.SHUT_WR)
    if when == "afterwards":
        reader.start()
    reader.join()

body = bytes(received).replace(b"_SB", b"")
print(json.dumps({
    "exact": body == payload.upper(),
    "bytes": len(received),
    "suffixes": bytes(received).count(b"_SB"),
    "endsWithSuffix": received.endswith(b"_SB"),
}))
