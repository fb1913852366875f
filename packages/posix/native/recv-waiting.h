/* Receiving as on a blocking socket. */
#ifndef FDSET_RECV_WAITING_H
#define FDSET_RECV_WAITING_H

#include "napi-util.h"
#include "state.h"

/* The number of bytes, or -errno; as the descriptor's mode and the flags say. */
ssize_t sys_recv(int fd, Bytes into, int flags);
/* Waits for bytes, and ends as blocking_wait() does; -EAGAIN when it was ready and then was not, -ETIME when
 * the socket's SO_RCVTIMEO has passed. */
ssize_t recv_waiting(State *state, int fd, Bytes into, int flags);

#endif
