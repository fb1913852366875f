/* Waiting that can be interrupted without signals. A worker blocked in a plain recv() would hang worker.terminate() and
 * process.exit() for ever, and the main thread would never run its SIGINT handler. Node's stop
 * path and libuv's signal handler both write to the thread's own libuv loop; so every wait here
 * watches that loop's descriptor beside its own, and asks Node whether JavaScript may still run. */
#ifndef FDSET_BLOCKING_H
#define FDSET_BLOCKING_H

#include "napi-util.h"
#include "state.h"

/* One wait of at most timeout_ms (-1: for ever) that also ends when edge_fd becomes readable.
 * Returns the ready count, 0, or -errno; sets *edge when edge_fd was readable. */
typedef int (*WaitOnce)(void *context, int edge_fd, int timeout_ms, bool *edge);

/* Spinning before a wait blocks: how long at most, and what came of it. The caller owns it, as a
 * Float64Array of just these five. */
typedef struct {
  double bound_us;
  double gap_us; /* about how long the latest waits took until something was ready */
  double spins;
  double hits;    /* spins that ended with something ready */
  double spun_ms; /* by the clock */
} BusyPoll;

/* Notes that something was ready without a wait; busy may be NULL. */
void blocking_note_ready(BusyPoll *busy);

/* An optional argument: a Float64Array as BusyPoll, or nothing. */
bool args_busy_poll(Args *args, size_t index, BusyPoll **out);

/* Waits until once() reports readiness or timeout_ms (negative: for ever) has passed; spins first
 * when busy (which may be NULL) says so.
 * Returns the ready count, 0 at the deadline, -EINTR for a pending signal, -ECANCELED when
 * JavaScript may no longer run, or another -errno. */
int blocking_wait(State *state, double timeout_ms, WaitOnce once, void *context, BusyPoll *busy);

/* Waits for one descriptor: the poll events that it then has, or as blocking_wait. */
int blocking_wait_fd(State *state, int fd, int events, double timeout_ms);

/* For a raw wait: at least timeout_ms, rounded up, clamped to INT_MAX; -1: for ever. */
int blocking_round_timeout(double timeout_ms);

bool blocking_is_main_loop(napi_env env);
/* -EINTR when a signal with a JavaScript handler is pending on the main thread; looks at most once
 * in ten milliseconds, so that a busy loop can afford to ask each time. */
int blocking_check_interrupt(State *state);

/* A forked child shares its parent's edge: it needs one of its own, on its own loop. */
void blocking_after_fork(State *state);

#endif
