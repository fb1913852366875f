/* The messages to and from a fork server, of four numbers each, on a SEQPACKET socket. Closing the other end of the socket ends
 * the fork server; its children finish their work. */
#ifndef FDSET_FORK_MESSAGES_H
#define FDSET_FORK_MESSAGES_H

#include <node_api.h>
#include <stdint.h>
#include <sys/types.h>

/* The kinds of messages with their subject and value. FORK: a token of the caller, with one descriptor. KILL: a process id and a
 * signal. FORKED: the token, and the process id or -errno. EXITED: the process id, and its exit code or -signal. LOST: a process
 * id whose exit status is not available, and -errno. UNKILLED: a process id that did not get its signal, and -errno. REFUSED: 0
 * and -errno; the fork server ends. */
enum {
  REQUEST_FORK = 1,
  REQUEST_KILL,
  REPLY_FORKED,
  REPLY_EXITED,
  REPLY_REFUSED,
  REPLY_LOST,
  REPLY_UNKILLED
};

/* The failed call, in the order of the names in fork-messages.c. */
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
  int32_t call; /* the ForkCall whose -errno is in value */
} ForkMessage;

/* Sends a reply. Ends this process when that is impossible, because the server then asks another fork server. */
void fork_reply(int control_fd, const ForkMessage *message);
/* Returns the length of the message, 0 when the other end is closed, or -errno; *fd is -1 when no descriptor came. */
ssize_t fork_receive(int control_fd, ForkMessage *message, int *fd);
/* Waits a moment after a shortage in the kernel, so that the caller can try again. Any other error ends this process: with 0 when
 * the other end has gone, else with an error message. */
void fork_pause_or_end(int control_fd, ForkCall call, ssize_t result);
/* The names of all calls, by ForkCall. */
napi_value fork_call_names(napi_env env);

#endif
