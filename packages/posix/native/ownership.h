/* The descriptors that an environment has opened and not closed or given away. They are closed at its end, because a terminated
 * worker runs no more JavaScript that could close them. */
#ifndef FDSET_OWNERSHIP_H
#define FDSET_OWNERSHIP_H

#include "napi-util.h"
#include "state.h"

/* Identifies the file of a descriptor; returns false and sets errno for a number that is no descriptor. */
bool identify(int fd, OwnedFile *out);
bool is_same_file(const OwnedFile *a, const OwnedFile *b);

/* Records fd if it is >= 0; returns it unchanged, so that results can pass through. */
int own(State *state, int fd);
void disown(State *state, int fd);
/* Returns [fd, fd] and records both, or returns the negative result. */
napi_value make_owned_pair(napi_env env, int result, const int fds[2]);
void ownership_close_all(State *state);

#endif
