"""Runs a program on a pseudo-terminal: on_terminal.py PROGRAM ARGS...; the dialogue comes as JSON on stdin.

A step is ["expect", TEXT], ["type", TEXT], ["resize", COLUMNS], ["kill", PID], ["continue", null], which waits until
the program has left the terminal to the shell (Ctrl-Z) and continues it, or ["knock", PORT], which connects to the test to say
that it got so far. `expect` looks only at what came after the last match.
Prints as JSON everything that was on the screen, and the exit code.
"""
import fcntl
import json
import os
import pty
import select
import signal
import socket
import struct
import sys
import termios

steps = json.load(sys.stdin)
pid, screen_fd = pty.fork()
if pid == 0:
    os.execvp(sys.argv[1], sys.argv[1:])

# Only a guard against a program that hangs.
HANG_S = 200

screen = ""
seen = 0


def read_screen(seconds):
    """Takes what the program prints; false at its end or when nothing comes in time."""
    global screen
    if not select.select([screen_fd], [], [], seconds)[0]:
        return False
    try:
        data = os.read(screen_fd, 65536)
    except OSError:
        return False
    screen += data.decode(errors="replace")
    return bool(data)


for verb, what in steps:
    if verb == "type":
        os.write(screen_fd, what.encode())
    elif verb == "resize":
        fcntl.ioctl(screen_fd, termios.TIOCSWINSZ, struct.pack("4H", 24, what, 0, 0))
    elif verb == "kill":
        os.kill(what, signal.SIGTERM)
    elif verb == "continue":
        # A program that a shell did not start is not stopped; but it gives the terminal back, and hears of SIGCONT.
        while not termios.tcgetattr(screen_fd)[3] & termios.ICANON:
            read_screen(0.01)
        os.kill(pid, signal.SIGCONT)
    elif verb == "knock":
        socket.create_connection(("127.0.0.1", what)).close()
    else:
        while what not in screen[seen:]:
            if not read_screen(HANG_S):
                os.kill(pid, signal.SIGKILL)
                sys.exit(f"expected {what!r} after {screen[:seen]!r}, the screen then showed {screen[seen:]!r}")
        seen = screen.index(what, seen) + len(what)
while read_screen(HANG_S):
    pass
_, status = os.waitpid(pid, 0)
print(json.dumps({"screen": screen, "exitCode": os.waitstatus_to_exitcode(status)}))
