/* What every mechanism of waiting (epoll, poll, select) provides; blocking.c makes a whole wait of it. */
#ifndef FDSET_WAIT_ONCE_H
#define FDSET_WAIT_ONCE_H

#include <errno.h>
#include <stdbool.h>

/* One wait of at most timeout_ms (-1: for ever) that also ends when edge_fd becomes readable.
 * Returns the ready count, 0, or -errno; sets *edge when edge_fd was readable. */
typedef int (*WaitOnce)(void *context, int edge_fd, int timeout_ms, bool *edge);

/* Any signal that has a handler, libuv's own among them, ends even a poll that does not wait. */
static inline int look_once(WaitOnce once, void *context) {
  bool ignored;
  int ready;
  do {
    ready = once(context, -1, 0, &ignored);
  } while (ready == -EINTR);
  return ready;
}

#endif
