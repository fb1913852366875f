/* Looking again and again before a wait blocks: being put to sleep and woken is most of a round trip when
 * there are few connections. */
#ifndef FDSET_SPINNING_H
#define FDSET_SPINNING_H

#include "napi-util.h"
#include "state.h"
#include "wait-once.h"

/* How long at most, and what came of it. The caller owns it, as a Float64Array of just these five. */
typedef struct {
  double bound_us;
  double gap_us; /* about how long the latest waits took until something was ready */
  double spins;
  double hits;    /* spins that ended with something ready */
  double spun_ms; /* by the clock */
} BusyPoll;

/* An optional argument: a Float64Array as BusyPoll, or nothing. */
bool args_busy_poll(Args *args, size_t index, BusyPoll **out);

/* Whether the next event is likely to come within the bound. */
bool spinning_pays(const BusyPoll *busy);

/* Looks until something is ready, or the bound or timeout_ms (negative: for ever) has passed since start, by
 * monotonic_ns(). Returns as blocking_wait, 0 when nothing has come. */
int spin(State *state, double timeout_ms, int64_t start, WaitOnce once, void *context,
         BusyPoll *busy);

/* Notes how long a wait took. */
void spinning_note_gap(BusyPoll *busy, double gap_us);
/* Notes that something was ready without a wait; busy may be NULL. */
void spinning_note_ready(BusyPoll *busy);

#endif
