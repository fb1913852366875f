/* Processes by descriptor: a number may belong to another process a moment later, a descriptor not. */
#ifndef FDSET_PROCESS_H
#define FDSET_PROCESS_H

#include <sys/types.h>

/* A descriptor that is readable once the process has ended, or -errno. */
int sys_pidfd_open(pid_t pid);
/* 0 or -errno. */
int sys_pidfd_send_signal(int fd, int number);

#endif
