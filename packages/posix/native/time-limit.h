/* SO_RCVTIMEO and SO_SNDTIMEO. The kernel applies them only in calls that block themselves, not in code that tries and then
 * polls. */
#ifndef FDSET_TIME_LIMIT_H
#define FDSET_TIME_LIMIT_H

/* How long a blocking call may wait by that option, in ms; -1 means for ever, or that fd is no socket. Every wait must read it,
 * because another holder of the socket may have set it. */
double time_limit_ms(int fd, int option);

#endif
