#include "signals.h"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>
#include <uv.h>

#include "compat.h"
#include "event-loop.h"

/* The message that libuv's handler writes for each signal with a listener on the loop. */
typedef struct {
  const uv_signal_t *handle;
  int number;
} SignalMessage;

enum { MESSAGES_MAX = 256 };

int signals_fd(const State *state) {
  return state->is_main ? loop_of(state->env)->signal_pipefd[0] : -1;
}

#ifdef __linux__
/* tee(2) copies the contents of a pipe to another one without removing them, so libuv can still read them. The second pipe is
 * closed again, because pending signals are rare and descriptors are limited. */
static ssize_t peek(int fd, SignalMessage *messages) {
  int copy[2];
  if (compat_pipe(copy) < 0) return -errno;
  ssize_t copied = tee(fd, copy[1], MESSAGES_MAX * sizeof *messages, SPLICE_F_NONBLOCK);
  ssize_t result = copied > 0 ? read(copy[0], messages, (size_t)copied) : copied;
  close(copy[0]);
  close(copy[1]);
  return result;
}

/* Whether JavaScript listens to the signal. Node itself listens to SIGCHLD while it has child processes. If a listener was removed
 * meanwhile, its handle lives until libuv has read the message, but has no signal number any more. */
static bool is_listened_for(const State *state, const SignalMessage *message) {
  if (message->handle == &loop_of(state->env)->child_watcher) return false;
  return message->handle->signum == message->number;
}

/* If it cannot be determined, the message counts as a signal for JavaScript. */
static bool is_for_javascript(State *state, int fd) {
  SignalMessage messages[MESSAGES_MAX];
  ssize_t bytes = peek(fd, messages);
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
