/* O_NONBLOCK belongs to the open file, so all threads and descriptors of the file share it. Calls without MSG_DONTWAIT that must
 * not wait in any mode set it for a moment. */
#ifndef FDSET_MODE_H
#define FDSET_MODE_H

/* Runs call() on a descriptor, which is made non-blocking for that time. */
typedef int (*NonblockingCall)(int fd, void *context);
int mode_call_without_waiting(int fd, NonblockingCall call, void *context);
/* Calls fcntl() so that it neither sees nor undoes that temporary change. */
int mode_fcntl(int fd, int command, int argument);

#endif
