/* Receives as on a blocking socket. */
#ifndef FDSET_RECV_WAITING_H
#define FDSET_RECV_WAITING_H

#include "napi-util.h"
#include "state.h"

/* Returns the number of bytes, or -errno. The descriptor's mode and the flags decide whether it blocks. */
ssize_t sys_recv(int fd, Bytes into, int flags);
/* Waits for bytes, and may end like blocking_wait(). Returns -EAGAIN when another thread took the bytes first, and -ETIME when the
 * socket's SO_RCVTIMEO has passed. */
ssize_t recv_waiting(State *state, int fd, Bytes into, int flags);

#endif
