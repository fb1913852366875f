#include "fork-gate.h"

#ifdef __linux__
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "napi-util.h"

int fork_gate_make(ForkGate *gate) {
  int fds[2];
  if (pipe2(fds, O_CLOEXEC) < 0) return -errno;
  *gate = (ForkGate){.inner = fds[0], .outer = fds[1]};
  return 0;
}

/* The write cannot fail: the server keeps both ends open until it closes them, and the pipe has room. */
void fork_gate_open(const ForkGate *gate) {
  ssize_t written;
  RETRY_EINTR(written, write(gate->outer, "", 1));
}

void fork_gate_close(const ForkGate *gate) {
  close(gate->inner);
  close(gate->outer);
}

bool fork_gate_pass(const ForkGate *gate) {
  char byte;
  ssize_t bytes;
  close(gate->outer);
  RETRY_EINTR(bytes, read(gate->inner, &byte, 1));
  close(gate->inner);
  return bytes == 1;
}
#endif
