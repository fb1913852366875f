/* Checks whether a wait must end early. */
#ifndef FDSET_INTERRUPT_H
#define FDSET_INTERRUPT_H

#include "state.h"

bool javascript_may_run(napi_env env);
/* Returns -EINTR when a signal with a JavaScript handler is pending on the main thread. It checks at most once in ten
 * milliseconds, so that a busy loop can call it each time. */
int check_interrupt(State *state);

#endif
