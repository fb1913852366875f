/* Polls repeatedly before a wait blocks, because with few connections sleeping and waking take most of a round trip. */
#ifndef FDSET_SPINNING_H
#define FDSET_SPINNING_H

#include "napi-util.h"
#include "state.h"
#include "wait-once.h"

/* The bound of spinning and its statistics. The caller owns them, as a Float64Array of these five numbers. */
typedef struct {
  double bound_us;
  double gap_us; /* the average time of the latest waits until something was ready */
  double spins;
  double hits;    /* spins that ended with something ready */
  double spun_ms; /* real time */
} BusyPoll;

/* Reads an optional argument: a Float64Array as BusyPoll, or nothing. */
bool args_busy_poll(Args *args, size_t index, BusyPoll **out);

/* Whether the next event is likely to come within the bound. */
bool spinning_pays(const BusyPoll *busy);

/* Polls until something is ready, or until the bound or timeout_ms (negative: for ever) has passed since start, a time of
 * monotonic_ns(). Returns the same as blocking_wait, and 0 when nothing was ready. */
int spin(State *state, double timeout_ms, int64_t start, WaitOnce once, void *context,
         BusyPoll *busy);

/* Records how long a wait took. */
void spinning_note_gap(BusyPoll *busy, double gap_us);
/* Records that something was ready without a wait; busy may be NULL. */
void spinning_note_ready(BusyPoll *busy);

#endif
