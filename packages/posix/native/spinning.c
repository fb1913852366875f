#include "spinning.h"

#include "interrupt.h"
#include "monotonic.h"

/* A spin checks every SPIN_CHECK_NS whether it may go on. Each new gap counts a quarter in the moving average, and no gap counts as
 * more than eight times the bound. So one pause ends the spinning, and some ten quick events begin it again. */
enum { SPIN_CHECK_NS = 1000000, GAP_WEIGHT = 4, GAP_LIMIT = 8 };

bool args_busy_poll(Args *args, size_t index, BusyPoll **out) {
  double *numbers;
  *out = NULL;
  if (args_is_nullish(args, index)) return true;
  if (!args_float64_array(args, index, "the busy poll", sizeof **out / sizeof *numbers, &numbers))
    return false;
  *out = (BusyPoll *)numbers;
  return true;
}

bool spinning_pays(const BusyPoll *busy) { return busy->gap_us <= busy->bound_us; }

/* An event that is ready when the wait begins does not need spinning, so it counts neither as a spin nor as a hit. */
int spin(State *state, double timeout_ms, int64_t start, WaitOnce once, void *context,
         BusyPoll *busy) {
  int result = look_once(once, context);
  if (result != 0) return result;
  double bound_ns = busy->bound_us * 1e3;
  if (timeout_ms > 0 && timeout_ms * 1e6 < bound_ns) bound_ns = timeout_ms * 1e6;
  int64_t end = start + (int64_t)bound_ns;
  int64_t now = start;
  int64_t next_check = start + SPIN_CHECK_NS;
  while (result == 0 && now < end) {
    result = look_once(once, context);
    now = monotonic_ns();
    if (result != 0 || now < next_check) continue;
    next_check = now + SPIN_CHECK_NS;
    if (!javascript_may_run(state->env)) result = -ECANCELED;
    if (result == 0) result = check_interrupt(state);
  }
  busy->spins++;
  if (result > 0) busy->hits++;
  busy->spun_ms += (double)(now - start) / 1e6;
  return result;
}

/* Updates the average over the last few waits. The gap is limited, because one long pause only tells that the next event will not
 * come within the bound. */
void spinning_note_gap(BusyPoll *busy, double gap_us) {
  double longest = busy->bound_us * GAP_LIMIT;
  busy->gap_us += ((gap_us < longest ? gap_us : longest) - busy->gap_us) / GAP_WEIGHT;
}

void spinning_note_ready(BusyPoll *busy) {
  if (busy != NULL) spinning_note_gap(busy, 0);
}
