/* Waiting that can be interrupted without signals. A worker blocked in a plain recv() would make worker.terminate() and
 * process.exit() hang for ever, and a blocked main thread would never run its SIGINT handler. Both Node's stop and libuv's
 * signal handler write to the thread's own libuv loop. Every wait here therefore also watches the descriptor of that loop, and
 * asks Node whether JavaScript may still run. */
#ifndef FDSET_BLOCKING_H
#define FDSET_BLOCKING_H

#include "napi-util.h"
#include "spinning.h"
#include "state.h"
#include "wait-once.h"

/* Waits until once() reports readiness or timeout_ms (negative: for ever) has passed. It spins first if busy, which may be NULL,
 * allows it.
 * Returns the ready count, 0 at the deadline, -EINTR for a pending signal, -ECANCELED when
 * JavaScript may no longer run, or another -errno. */
int blocking_wait(State *state, double timeout_ms, WaitOnce once, void *context, BusyPoll *busy);

/* Waits for one descriptor. Returns its poll events, or the same as blocking_wait. */
int blocking_wait_fd(State *state, int fd, int events, double timeout_ms);

/* Converts a time-out for a system call: rounded up and clamped to INT_MAX; -1 means for ever. */
int blocking_round_timeout(double timeout_ms);

/* Closes the edge in a forked child, which shares it with its parent and needs its own edge on its own loop. */
void blocking_after_fork(State *state);

#endif
