/* Descriptors that an environment opened and has not closed or given away.
 * A worker that is terminated runs no more JavaScript, so nobody else could close them. */
#ifndef FDSET_OWNERSHIP_H
#define FDSET_OWNERSHIP_H

#include "napi-util.h"
#include "state.h"

/* Which file a descriptor is; false with errno for a number that is none. */
bool identify(int fd, OwnedFile *out);
bool is_same_file(const OwnedFile *a, const OwnedFile *b);

/* Remembers fd when it is >= 0; returns it unchanged, so that results can pass through. */
int own(State *state, int fd);
void disown(State *state, int fd);
/* [fd, fd], both owned, or the -errno of making them. */
napi_value make_owned_pair(napi_env env, int result, const int fds[2]);
void ownership_close_all(State *state);

#endif
