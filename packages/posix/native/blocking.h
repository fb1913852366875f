/* Waiting that can be interrupted without signals. A worker blocked in a plain recv() would hang worker.terminate() and
 * process.exit() for ever, and the main thread would never run its SIGINT handler. Node's stop
 * path and libuv's signal handler both write to the thread's own libuv loop; so every wait here
 * watches that loop's descriptor beside its own, and asks Node whether JavaScript may still run. */
#ifndef FDSET_BLOCKING_H
#define FDSET_BLOCKING_H

#include "napi-util.h"
#include "spinning.h"
#include "state.h"
#include "wait-once.h"

/* Waits until once() reports readiness or timeout_ms (negative: for ever) has passed; spins first
 * when busy (which may be NULL) says so.
 * Returns the ready count, 0 at the deadline, -EINTR for a pending signal, -ECANCELED when
 * JavaScript may no longer run, or another -errno. */
int blocking_wait(State *state, double timeout_ms, WaitOnce once, void *context, BusyPoll *busy);

/* Waits for one descriptor: the poll events that it then has, or as blocking_wait. */
int blocking_wait_fd(State *state, int fd, int events, double timeout_ms);

/* For a raw wait: at least timeout_ms, rounded up, clamped to INT_MAX; -1: for ever. */
int blocking_round_timeout(double timeout_ms);

/* A forked child shares its parent's edge: it needs one of its own, on its own loop. */
void blocking_after_fork(State *state);

#endif
