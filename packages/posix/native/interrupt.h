/* What ends a wait before there is what it waits for. */
#ifndef FDSET_INTERRUPT_H
#define FDSET_INTERRUPT_H

#include "state.h"

bool javascript_may_run(napi_env env);
/* -EINTR when a signal with a JavaScript handler is pending on the main thread; looks at most once
 * in ten milliseconds, so that a busy loop can afford to ask each time. */
int check_interrupt(State *state);

#endif
