/* What a fork server hears and says: messages of four numbers on a SEQPACKET socket. That its other end is
 * closed ends the server; its children finish what they do. */
#ifndef FDSET_FORK_MESSAGES_H
#define FDSET_FORK_MESSAGES_H

#include <node_api.h>
#include <stdint.h>
#include <sys/types.h>

/* FORK: subject is a token of the caller's, and one descriptor comes along. KILL: a process, a signal.
 * FORKED: the token, the process or -errno. EXITED: the process, its exit code or -signal. LOST: a process
 * of which it cannot be had, -errno. UNKILLED: a process that did not get its signal, -errno. REFUSED: the
 * server ends, 0, -errno. */
enum {
  REQUEST_FORK = 1,
  REQUEST_KILL,
  REPLY_FORKED,
  REPLY_EXITED,
  REPLY_REFUSED,
  REPLY_LOST,
  REPLY_UNKILLED
};

/* What failed, in the order of names in fork-messages.c. */
typedef enum {
  CALL_NONE,
  CALL_DUP2,
  CALL_FORK,
  CALL_LOOP_FORK,
  CALL_MADVISE,
  CALL_OPEN,
  CALL_PIDFD_OPEN,
  CALL_PIDFD_SEND_SIGNAL,
  CALL_PIPE,
  CALL_POLL,
  CALL_READ,
  CALL_REALLOC,
  CALL_RECVMSG,
  CALL_SEND,
  CALL_WAITPID
} ForkCall;

typedef struct {
  int32_t kind;
  int32_t subject;
  int32_t value;
  int32_t call; /* a ForkCall: which one value is the -errno of */
} ForkMessage;

/* Ends this process when it cannot be said: that is asked again of another fork server. */
void fork_reply(int control_fd, const ForkMessage *message);
/* Returns the message's length, 0 when the other end is closed, or -errno; *fd is -1 when none came. */
ssize_t fork_receive(int control_fd, ForkMessage *message, int *fd);
/* What the kernel has no room for now it has at another try: waits for that. Anything else ends this process:
 * with 0 when the other end has gone, and says why otherwise. */
void fork_rest_or_end(int control_fd, ForkCall call, ssize_t result);
/* The names of all calls, by ForkCall. */
napi_value fork_call_names(napi_env env);

#endif
