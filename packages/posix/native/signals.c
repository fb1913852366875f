#include "signals.h"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>
#include <uv.h>

#include "compat.h"

/* What libuv's handler writes for each signal that is listened for on the loop. */
typedef struct {
  const uv_signal_t *handle;
  int number;
} SignalMessage;

enum { MESSAGES_MAX = 256 };

static uv_loop_t *loop_of(const State *state) {
  uv_loop_t *loop = NULL;
  napi_get_uv_event_loop(state->env, &loop);
  return loop;
}

int signals_fd(const State *state) {
  return state->is_main ? loop_of(state)->signal_pipefd[0] : -1;
}

#ifdef __linux__
/* tee(2) copies what is in a pipe to another one and leaves it where it is: libuv will read it. */
static ssize_t peek(State *state, int fd, SignalMessage *messages) {
  if (state->peek_fds[0] < 0 && compat_pipe(state->peek_fds) < 0) return -errno;
  size_t capacity = MESSAGES_MAX * sizeof *messages;
  ssize_t copied = tee(fd, state->peek_fds[1], capacity, SPLICE_F_NONBLOCK);
  if (copied <= 0) return copied;
  return read(state->peek_fds[0], messages, (size_t)copied);
}

/* Node itself listens for SIGCHLD while it has child processes; no JavaScript waits for that one. Nor
 * for one whose listener has gone since: its handle lives until libuv has read the message, and has
 * no number any more. */
static bool is_listened_for(const State *state, const SignalMessage *message) {
  if (message->handle == &loop_of(state)->child_watcher) return false;
  return message->handle->signum == message->number;
}

/* Whatever cannot be told counts as a signal. */
static bool is_for_javascript(State *state, int fd) {
  SignalMessage messages[MESSAGES_MAX];
  ssize_t bytes = peek(state, fd, messages);
  size_t count = bytes < 0 ? 0 : (size_t)bytes / sizeof *messages;
  if (count == 0 || count == MESSAGES_MAX) return true;
  for (size_t i = 0; i < count; i++)
    if (is_listened_for(state, &messages[i])) return true;
  return false;
}
#else
static bool is_for_javascript(State *state, int fd) {
  (void)state;
  (void)fd;
  return true;
}
#endif

bool signal_is_pending(State *state) {
  struct pollfd entry = {.fd = signals_fd(state), .events = POLLIN};
  if (entry.fd < 0) return false;
  if (poll(&entry, 1, 0) != 1 || (entry.revents & POLLIN) == 0) return false;
  return is_for_javascript(state, entry.fd);
}
