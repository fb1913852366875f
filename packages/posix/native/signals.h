/* Signals to which JavaScript listens. Their listeners run on the event loop, which a blocked main thread never reaches, so a wait
 * ends when one of them is pending. */
#ifndef FDSET_SIGNALS_H
#define FDSET_SIGNALS_H

#include <stdbool.h>

#include "state.h"

/* The read end of the pipe to which libuv's handler writes; -1 before there is a listener, and in workers, which get no
 * signals. */
int signals_fd(const State *state);
bool signal_is_pending(State *state);

#endif
