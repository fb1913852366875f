/* The function that every mechanism of waiting (epoll, poll, select) provides; blocking.c makes a complete wait of it. */
#ifndef FDSET_WAIT_ONCE_H
#define FDSET_WAIT_ONCE_H

#include <errno.h>
#include <stdbool.h>

/* Waits once for at most timeout_ms (-1: for ever), and also ends when edge_fd becomes readable.
 * Returns the ready count, 0, or -errno; sets *edge when edge_fd was readable. */
typedef int (*WaitOnce)(void *context, int edge_fd, int timeout_ms, bool *edge);

/* Polls without waiting. Any signal with a handler, including libuv's own, interrupts even a poll that does not wait. */
static inline int look_once(WaitOnce once, void *context) {
  bool ignored;
  int ready;
  do {
    ready = once(context, -1, 0, &ignored);
  } while (ready == -EINTR);
  return ready;
}

#endif
