#include "fork-messages.h"

#ifdef __linux__
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "compat.h"
#include "napi-util.h"

#define PAUSE_NS (10 * 1000 * 1000)

static const char *const names[] = {
    "",      "dup2", "fork", "uv_loop_fork", "madvise", "open", "pidfd_open", "pidfd_send_signal",
    "pipe2", "poll", "read", "realloc",      "recvmsg", "send", "waitpid"};

static ssize_t send_message(int control_fd, const ForkMessage *message) {
  ssize_t result;
  RETRY_EINTR(result, send(control_fd, message, sizeof *message, MSG_NOSIGNAL));
  return result < 0 ? -errno : result;
}

static bool is_shortage(ssize_t result) {
  return result == -ENOMEM || result == -ENOBUFS || result == -EAGAIN;
}

/* Also prints the reason to stderr, because the server may not report a reply when it waits for nothing. */
static _Noreturn void end(int control_fd, ForkCall call, int result) {
  if (result == -EPIPE || result == -ECONNRESET) _exit(EXIT_SUCCESS);
  ForkMessage message = {.kind = REPLY_REFUSED, .value = result, .call = call};
  if (call != CALL_SEND) (void)send_message(control_fd, &message);
  (void)dprintf(STDERR_FILENO, "fdset: the fork server ends: %s: %s\n", names[call],
                strerror(-result));
  _exit(EXIT_FAILURE);
}

void fork_pause_or_end(int control_fd, ForkCall call, ssize_t result) {
  if (!is_shortage(result)) end(control_fd, call, (int)result);
  struct timespec pause = {.tv_nsec = PAUSE_NS};
  (void)nanosleep(&pause, NULL);
}

void fork_reply(int control_fd, const ForkMessage *message) {
  for (;;) {
    ssize_t result = send_message(control_fd, message);
    if (result >= 0) return;
    fork_pause_or_end(control_fd, CALL_SEND, result);
  }
}

ssize_t fork_receive(int control_fd, ForkMessage *message, int *fd) {
  union {
    struct cmsghdr align;
    uint8_t bytes[CMSG_SPACE(sizeof(int))];
  } room;
  struct iovec part = {.iov_base = message, .iov_len = sizeof *message};
  struct msghdr header = {.msg_iov = &part, .msg_iovlen = 1};
  header.msg_control = &room;
  header.msg_controllen = sizeof room;
  *fd = -1;
  ssize_t result;
  RETRY_EINTR(result, recvmsg(control_fd, &header, FDSET_RECVMSG_FLAGS));
  if (result < 0) return -errno;
  struct cmsghdr *first = CMSG_FIRSTHDR(&header);
  if (first != NULL && first->cmsg_level == SOL_SOCKET && first->cmsg_type == SCM_RIGHTS)
    memcpy(fd, CMSG_DATA(first), sizeof *fd);
  return result;
}

napi_value fork_call_names(napi_env env) {
  napi_value list = NULL;
  napi_create_array_with_length(env, COUNT_OF(names), &list);
  for (uint32_t i = 0; i < COUNT_OF(names); i++)
    napi_set_element(env, list, i, make_string(env, names[i]));
  return list;
}
#endif
