#ifndef FDSET_HAND_OVER_H
#define FDSET_HAND_OVER_H

#include "state.h"

/* Closes the descriptors that no other thread has taken. */
void hand_over_close_all(State *state);

#endif
