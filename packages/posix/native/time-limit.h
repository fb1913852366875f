/* SO_RCVTIMEO and SO_SNDTIMEO: the kernel heeds them in calls that it blocks in itself, and not in a call
 * that tries and then polls. */
#ifndef FDSET_TIME_LIMIT_H
#define FDSET_TIME_LIMIT_H

/* How long a blocking call may wait by that option, in ms; -1: for ever, or it is no socket. It is asked
 * anew for every wait: another holder of the socket may have set it. */
double time_limit_ms(int fd, int option);

#endif
