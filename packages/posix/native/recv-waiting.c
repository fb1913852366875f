#include "recv-waiting.h"

#include <poll.h>

#include "blocking.h"
#include "compat.h"
#include "time-limit.h"

ssize_t sys_recv(int fd, Bytes into, int flags) {
  ssize_t result;
  RETRY_EINTR(result, recv(fd, into.data, into.length, flags));
  return result < 0 ? -errno : result;
}

/* After TRIES_GIVEN_UP waits in a row for bytes of one descriptor, the next call waits without trying first, which saves one
 * system call in four. Every TRIES_AGAIN calls it tries again. It does so only for a descriptor that has given bytes: recv() on a
 * listener is an error, and its readiness would be a connection. */
enum { TRIES_GIVEN_UP = 4, TRIES_AGAIN = 16 };

static bool tries_first(const State *state, int fd) {
  return state->waited_fd != fd || state->waits < TRIES_GIVEN_UP || state->waits % TRIES_AGAIN == 0;
}

/* Trying, waiting and receiving as separate calls took one and a half times as long in a thread with a cold cache, one of
 * hundreds. */
ssize_t recv_waiting(State *state, int fd, Bytes into, int flags) {
  bool tries = tries_first(state, fd);
  ssize_t result = tries ? sys_recv(fd, into, flags | MSG_DONTWAIT) : -EAGAIN;
  if (state->waited_fd != fd || result != -EAGAIN) state->waits = 0;
  state->waited_fd = fd;
  if (result != -EAGAIN) return result;
  int ready = blocking_wait_fd(state, fd, POLLIN, time_limit_ms(fd, SO_RCVTIMEO));
  if (ready <= 0) return ready < 0 ? ready : -ETIME;
  result = sys_recv(fd, into, flags | MSG_DONTWAIT);
  state->waits = result > 0 ? state->waits + 1 : 0;
  return result;
}
