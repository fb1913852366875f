/* What comes beside the bytes of a message. A descriptor among it is open from the moment that the
 * kernel has returned, wanted or not: whoever gives the kernel room for control messages hands its
 * descriptors out or drops them, with one of the two functions here. */
#ifndef FDSET_ANCILLARY_H
#define FDSET_ANCILLARY_H

#include <sys/socket.h>
#include <time.h>

#include "compat.h"
#include "napi-util.h"

/* struct scm_timestamping, whose header is not the same everywhere; the middle one is unused. */
enum { STAMP_SOFTWARE, STAMP_LEGACY, STAMP_HARDWARE, STAMP_COUNT };

/* Room for both kinds of stamp at once; what a peer sends along may fill it as well. */
typedef union {
  struct cmsghdr align;
  uint8_t bytes[CMSG_SPACE(sizeof(struct timespec)) +
                CMSG_SPACE(sizeof(struct timespec) * STAMP_COUNT)];
} StampRoom;

/* Closes the descriptors of a message; MSG_CTRUNC then says that it had some. */
void ancillary_drop(struct msghdr *message);

/* Sets object's fds, pidfd and control. Descriptors that found their place only because there was
 * room for stamps beside the `limit` bytes that were asked for are dropped. */
void ancillary_take(napi_env env, struct msghdr *message, size_t limit, napi_value object);

/* The kernel leaves one flag of the call among those of the message. */
static inline int ancillary_flags(const struct msghdr *message) {
  return message->msg_flags & ~FDSET_RECVMSG_FLAGS;
}

#endif
