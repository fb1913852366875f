/* Handles processes by descriptor, because another process may reuse a process id. */
#ifndef FDSET_PROCESS_H
#define FDSET_PROCESS_H

#include <sys/types.h>

/* Returns a descriptor that becomes readable when the process has ended, or -errno. */
int sys_pidfd_open(pid_t pid);
/* Returns 0 or -errno. */
int sys_pidfd_send_signal(int fd, int number);

#endif
