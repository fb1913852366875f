/* O_NONBLOCK, which belongs to the open file: all threads and descriptors that share the file share it.
 * Calls that must not wait whatever the mode, and that know no MSG_DONTWAIT, set it for a moment. */
#ifndef FDSET_MODE_H
#define FDSET_MODE_H

/* Runs call() on a descriptor that is non-blocking for just that long. */
typedef int (*NonblockingCall)(int fd, void *context);
int mode_call_without_waiting(int fd, NonblockingCall call, void *context);
/* fcntl() that neither sees nor loses what that does for a moment. */
int mode_fcntl(int fd, int command, int argument);

#endif
