/* A process that forks on request. The one that calls serveForks never returns to JavaScript: it waits
 * here, forks, and tells how its children end. Each child returns, with a descriptor of its own.
 *
 * Requests and replies are messages of three numbers on a SEQPACKET socket. That its other end is closed
 * ends the server; its children finish what they do. */
#include "addon.h"
#include "compat.h"
#include "napi-util.h"

#ifdef __linux__
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <uv.h>

#include "blocking.h"
#include "event-loop.h"
#include "inheritable-memory.h"
#include "process.h"

/* FORK: subject is a token of the caller's, and one descriptor comes along. KILL: a process, a signal.
 * FORKED: the token, the process or -errno. EXITED: the process, its exit code or -signal. LOST: a process
 * of which it cannot be had, -errno. REFUSED: nothing can be forked here; which call failed, -errno. */
enum { REQUEST_FORK = 1, REQUEST_KILL, REPLY_FORKED, REPLY_EXITED, REPLY_REFUSED, REPLY_LOST };

typedef struct {
  int32_t kind;
  int32_t subject;
  int32_t value;
} Message;

/* A child's descriptor is readable once it has ended, and its signals never reach a process that got
 * its number: SIGCHLD instead could be taken by any other thread of this process. */
typedef struct {
  int control_fd;
  struct pollfd *watched; /* the control socket, then one pidfd for each child */
  pid_t *pids;            /* at the same indices */
  size_t count;
  size_t capacity;
} Server;

static bool reserve(Server *server) {
  if (server->count < server->capacity) return true;
  size_t capacity = server->capacity == 0 ? 64 : server->capacity * 2;
  struct pollfd *watched = realloc(server->watched, capacity * sizeof *watched);
  if (watched != NULL) server->watched = watched;
  pid_t *pids = realloc(server->pids, capacity * sizeof *pids);
  if (pids != NULL) server->pids = pids;
  if (watched == NULL || pids == NULL) return false;
  server->capacity = capacity;
  return true;
}

static void watch(Server *server, int fd, pid_t pid) {
  server->watched[server->count] = (struct pollfd){.fd = fd, .events = POLLIN};
  server->pids[server->count++] = pid;
}

/* What cannot be told is asked again of another fork server, once this one has gone. */
static void reply(const Server *server, int kind, int subject, int value) {
  Message message = {.kind = kind, .subject = subject, .value = value};
  ssize_t result;
  RETRY_EINTR(result, send(server->control_fd, &message, sizeof message, MSG_NOSIGNAL));
  if (result < 0) _exit(0);
}

/* What the child has inherited of its parent's work. */
static void leave_server(Server *server) {
  for (size_t i = 0; i < server->count; i++)
    close(server->watched[i].fd);
  free(server->watched);
  free(server->pids);
}

static pid_t sys_fork(Server *server) {
  if (!reserve(server)) return -ENOMEM;
  pid_t pid = fork();
  if (pid < 0) return -errno;
  if (pid == 0) return 0;
  int fd = sys_pidfd_open(pid);
  if (fd >= 0) {
    watch(server, fd, pid);
    return pid;
  }
  pid_t ended;
  (void)kill(pid, SIGKILL);
  RETRY_EINTR(ended, waitpid(pid, NULL, 0));
  return fd;
}

/* True in the child. */
static bool serve_fork(Server *server, int token, int channel_fd) {
  pid_t pid = sys_fork(server);
  if (pid != 0) {
    close(channel_fd);
    reply(server, REPLY_FORKED, token, pid);
    return false;
  }
  leave_server(server);
  return true;
}

static void serve_kill(const Server *server, pid_t pid, int number) {
  for (size_t i = 1; i < server->count; i++)
    if (server->pids[i] == pid) (void)sys_pidfd_send_signal(server->watched[i].fd, number);
}

/* Returns the message's length, 0 when the other end is closed, or -errno; *fd is -1 when none came. */
static ssize_t receive(int control_fd, Message *message, int *fd) {
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

/* What the kernel has no room for now it has at another try. */
static bool is_shortage(ssize_t result) {
  return result == -ENOMEM || result == -ENOBUFS || result == -EAGAIN;
}

/* 1 in a child; 0 to go on; -1 when there will be no more requests. */
static int serve_request(Server *server, int *channel_fd) {
  Message message;
  ssize_t bytes = receive(server->control_fd, &message, channel_fd);
  if (is_shortage(bytes)) return 0;
  if (bytes <= 0) return -1;
  bool has_fd = *channel_fd >= 0;
  if (bytes == sizeof message && message.kind == REQUEST_FORK && has_fd)
    return serve_fork(server, message.subject, *channel_fd) ? 1 : 0;
  if (has_fd) close(*channel_fd);
  if (bytes != sizeof message) return 0;
  /* The kernel drops a descriptor for which there is no number left, and says nothing. */
  if (message.kind == REQUEST_FORK) reply(server, REPLY_FORKED, message.subject, -EMFILE);
  if (message.kind == REQUEST_KILL) serve_kill(server, message.subject, message.value);
  return 0;
}

static void reap(Server *server, size_t index) {
  int status = 0;
  pid_t pid = server->pids[index];
  pid_t result;
  RETRY_EINTR(result, waitpid(pid, &status, WNOHANG));
  if (result == 0) return;
  int error = errno;
  int value = WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
  close(server->watched[index].fd);
  server->count--;
  server->watched[index] = server->watched[server->count];
  server->pids[index] = server->pids[server->count];
  if (result < 0)
    reply(server, REPLY_LOST, pid, -error);
  else
    reply(server, REPLY_EXITED, pid, value);
}

/* Returns in a child only, with its descriptor. */
static int serve(Server *server) {
  int channel_fd;
  for (;;) {
    int ready;
    RETRY_EINTR(ready, poll(server->watched, server->count, -1));
    /* Backwards: reaping moves the last one, which was looked at already, into the gap. */
    for (size_t i = server->count; ready > 0 && i-- > 1;)
      if (server->watched[i].revents != 0) reap(server, i);
    if (ready <= 0 || server->watched[0].revents == 0) continue;
    int result = serve_request(server, &channel_fd);
    if (result > 0) return channel_fd;
    if (result < 0) _exit(0);
  }
}

/* A session of its own: signals of a terminal are the server's to handle. Its descriptor takes the number
 * of the server's socket, so that what knows that number needs no new one. The loop's descriptors are
 * shared with the parent until libuv makes new ones. */
static int become_child(napi_env env, int channel_fd, int control_fd) {
  (void)setsid();
  if (compat_dup2(channel_fd, control_fd) < 0) return -errno;
  close(channel_fd);
  blocking_after_fork(state_of(env));
  return uv_loop_fork(loop_of(env));
}

static napi_value js_serve_forks(napi_env env, napi_callback_info info) {
  Args args;
  Server server = {0};
  if (!args_read(&args, env, info, 1) || !args_fd(&args, 0, &server.control_fd)) return NULL;
  if (!reserve(&server)) return make_result(env, -ENOMEM);
  watch(&server, server.control_fd, 0);
  InheritCall failed;
  int inherited = inherit_all_memory(&failed);
  if (inherited < 0) {
    reply(&server, REPLY_REFUSED, (int)failed, inherited);
    free(server.watched);
    free(server.pids);
    return make_result(env, inherited);
  }
  int channel_fd = serve(&server);
  return make_result(env, become_child(env, channel_fd, server.control_fd));
}

void define_fork_server(napi_env env, napi_value exports) {
  static const Function functions[] = {{"serveForks", js_serve_forks}};
  static const struct {
    const char *name;
    int kind;
  } kinds[] = {{"FORK_REQUEST", REQUEST_FORK},   {"KILL_REQUEST", REQUEST_KILL},
               {"FORKED_REPLY", REPLY_FORKED},   {"EXITED_REPLY", REPLY_EXITED},
               {"REFUSED_REPLY", REPLY_REFUSED}, {"LOST_REPLY", REPLY_LOST}};
  define_functions(env, exports, functions, COUNT_OF(functions));
  for (size_t i = 0; i < COUNT_OF(kinds); i++)
    set_property(env, exports, kinds[i].name, make_result(env, kinds[i].kind));
}
#else
void define_fork_server(napi_env env, napi_value exports) {
  (void)env;
  (void)exports;
}
#endif
