/* The control messages of a received message. Descriptors among them are open as soon as the kernel has returned, even if
 * nobody wants them. A caller that gives the kernel room for control messages must therefore take or drop the descriptors
 * with one of the two functions here. */
#ifndef FDSET_ANCILLARY_H
#define FDSET_ANCILLARY_H

#include <sys/socket.h>
#include <time.h>

#include "compat.h"
#include "napi-util.h"

/* The indices in struct scm_timestamping, whose header differs between systems; the middle one is unused. */
enum { STAMP_SOFTWARE, STAMP_LEGACY, STAMP_HARDWARE, STAMP_COUNT };

/* Room for both kinds of stamps at once; control messages of the peer may use it as well. */
typedef union {
  struct cmsghdr align;
  uint8_t bytes[CMSG_SPACE(sizeof(struct timespec)) +
                CMSG_SPACE(sizeof(struct timespec) * STAMP_COUNT)];
} StampRoom;

/* Closes the descriptors of a message, and sets MSG_CTRUNC if it had any. */
void ancillary_drop(struct msghdr *message);

/* Sets fds, pidfd and control of the object. Drops descriptors that exceed the requested `limit` bytes, which fitted only
 * because of the additional room for stamps. */
void ancillary_take(napi_env env, struct msghdr *message, size_t limit, napi_value object);

/* The flags of the message, without a flag of the call that the kernel leaves in them. */
static inline int ancillary_flags(const struct msghdr *message) {
  return message->msg_flags & ~FDSET_RECVMSG_FLAGS;
}

#endif
