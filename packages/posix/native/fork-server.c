/* A process that forks on request. The process that calls serveForks never returns to JavaScript: it waits here, forks, and
 * reports how its children end. Each child returns with its own descriptor. */
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
#include "fork-gate.h"
#include "fork-messages.h"
#include "inheritable-memory.h"
#include "process.h"

/* Children are watched by pidfds. A pidfd is readable when the child has ended, and signals through it never reach another process
 * with a reused id. SIGCHLD could be taken by any other thread of this process. */
typedef struct {
  int control_fd;
  struct pollfd *watched; /* the control socket, then one pidfd for each child */
  pid_t *pids;            /* at the same indices */
  size_t count;
  size_t capacity;
} Server;

typedef struct {
  ForkCall call;
  int result; /* -errno */
} Failure;

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

static void reply(const Server *server, int kind, int subject, int value) {
  ForkMessage message = {.kind = kind, .subject = subject, .value = value};
  fork_reply(server->control_fd, &message);
}

static void reply_failure(const Server *server, int kind, int subject, Failure failure) {
  ForkMessage message = {
      .kind = kind, .subject = subject, .value = failure.result, .call = failure.call};
  fork_reply(server->control_fd, &message);
}

/* Frees, in the child, the state that it has inherited from its parent. */
static void release_server(Server *server) {
  for (size_t i = 0; i < server->count; i++)
    close(server->watched[i].fd);
  free(server->watched);
  free(server->pids);
}

/* Returns -1 and the failure when there is no child. */
static pid_t fork_child(Server *server, Failure *failure) {
  *failure = (Failure){.call = CALL_REALLOC, .result = -ENOMEM};
  if (!reserve(server)) return -1;
  pid_t pid = fork();
  *failure = (Failure){.call = CALL_FORK, .result = -errno};
  if (pid <= 0) return pid;
  int fd = sys_pidfd_open(pid);
  if (fd >= 0) {
    watch(server, fd, pid);
    return pid;
  }
  *failure = (Failure){.call = CALL_PIDFD_OPEN, .result = fd};
  pid_t ended;
  (void)kill(pid, SIGKILL);
  RETRY_EINTR(ended, waitpid(pid, NULL, 0));
  return -1;
}

/* Returns true in the child, when the fork server has reported it. */
static bool serve_fork(Server *server, int token, int channel_fd) {
  ForkGate gate;
  Failure failure = {.call = CALL_PIPE, .result = fork_gate_make(&gate)};
  bool has_gate = failure.result == 0;
  pid_t pid = has_gate ? fork_child(server, &failure) : -1;
  if (pid == 0) {
    if (!fork_gate_pass(&gate)) _exit(EXIT_SUCCESS);
    release_server(server);
    return true;
  }
  close(channel_fd);
  if (pid < 0) {
    if (has_gate) fork_gate_close(&gate);
    reply_failure(server, REPLY_FORKED, token, failure);
    return false;
  }
  reply(server, REPLY_FORKED, token, pid);
  fork_gate_open(&gate);
  fork_gate_close(&gate);
  return false;
}

/* A child that has ended gets no signal; its pidfd reports the end. */
static void serve_kill(const Server *server, pid_t pid, int number) {
  for (size_t i = 1; i < server->count; i++) {
    if (server->pids[i] != pid) continue;
    int result = sys_pidfd_send_signal(server->watched[i].fd, number);
    Failure failure = {.call = CALL_PIDFD_SEND_SIGNAL, .result = result};
    if (result < 0 && result != -ESRCH) reply_failure(server, REPLY_UNKILLED, pid, failure);
    return;
  }
}

/* Returns true in a child. */
static bool serve_request(Server *server, int *channel_fd) {
  ForkMessage message;
  ssize_t bytes = fork_receive(server->control_fd, &message, channel_fd);
  if (bytes == 0) _exit(EXIT_SUCCESS);
  if (bytes < 0) fork_pause_or_end(server->control_fd, CALL_RECVMSG, bytes);
  bool has_fd = *channel_fd >= 0;
  if (bytes == sizeof message && message.kind == REQUEST_FORK && has_fd)
    return serve_fork(server, message.subject, *channel_fd);
  if (has_fd) close(*channel_fd);
  if (bytes != sizeof message) return false;
  /* The kernel silently drops a descriptor when this process has no free number for it. */
  Failure dropped = {.call = CALL_RECVMSG, .result = -EMFILE};
  if (message.kind == REQUEST_FORK) reply_failure(server, REPLY_FORKED, message.subject, dropped);
  if (message.kind == REQUEST_KILL) serve_kill(server, message.subject, message.value);
  return false;
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
  Failure failure = {.call = CALL_WAITPID, .result = -error};
  if (result < 0)
    reply_failure(server, REPLY_LOST, pid, failure);
  else
    reply(server, REPLY_EXITED, pid, value);
}

/* Returns only in a child, with its descriptor. */
static int serve(Server *server) {
  int channel_fd;
  for (;;) {
    int ready;
    RETRY_EINTR(ready, poll(server->watched, server->count, -1));
    if (ready < 0) fork_pause_or_end(server->control_fd, CALL_POLL, -errno);
    /* The loop runs backwards, because reaping moves the last entry, which was checked already, into the gap. */
    for (size_t i = server->count; ready > 0 && i-- > 1;)
      if (server->watched[i].revents != 0) reap(server, i);
    if (ready <= 0 || server->watched[0].revents == 0) continue;
    if (serve_request(server, &channel_fd)) return channel_fd;
  }
}

/* The child gets a session of its own, because the server handles signals of the terminal. Its descriptor gets the number of the
 * control socket, so that JavaScript can go on using that number. libuv makes new descriptors for the loop, because the child
 * shares the old ones with its parent. */
static Failure become_child(napi_env env, int channel_fd, int control_fd) {
  (void)setsid();
  int moved;
  RETRY_EINTR(moved, compat_dup2(channel_fd, control_fd));
  if (moved < 0) return (Failure){.call = CALL_DUP2, .result = -errno};
  close(channel_fd);
  blocking_after_fork(state_of(env));
  return (Failure){.call = CALL_LOOP_FORK, .result = uv_loop_fork(loop_of(env))};
}

/* Prepares the fork server. If it cannot fork, it reports the failure, frees its state and returns false. */
static bool prepare(Server *server, Failure *failure) {
  bool has_room = reserve(server);
  *failure = (Failure){.call = CALL_REALLOC, .result = -ENOMEM};
  if (has_room) {
    watch(server, server->control_fd, 0);
    failure->result = inherit_all_memory(&failure->call);
    if (failure->result >= 0) return true;
  }
  reply_failure(server, REPLY_REFUSED, 0, *failure);
  free(server->watched);
  free(server->pids);
  return false;
}

static napi_value js_serve_forks(napi_env env, napi_callback_info info) {
  Args args;
  Server server = {0};
  int32_t *call;
  size_t count;
  if (!args_read(&args, env, info, 2) || !args_fd(&args, 0, &server.control_fd) ||
      !args_int32_array(&args, 1, "the call", &call, &count))
    return NULL;
  Failure failure;
  if (prepare(&server, &failure)) {
    int channel_fd = serve(&server);
    failure = become_child(env, channel_fd, server.control_fd);
  }
  if (count > 0) call[0] = (int32_t)failure.call;
  return make_result(env, failure.result);
}

void define_fork_server(napi_env env, napi_value exports) {
  static const Function functions[] = {{"serveForks", js_serve_forks}};
  static const struct {
    const char *name;
    int kind;
  } kinds[] = {{"FORK_REQUEST", REQUEST_FORK},    {"KILL_REQUEST", REQUEST_KILL},
               {"FORKED_REPLY", REPLY_FORKED},    {"EXITED_REPLY", REPLY_EXITED},
               {"REFUSED_REPLY", REPLY_REFUSED},  {"LOST_REPLY", REPLY_LOST},
               {"UNKILLED_REPLY", REPLY_UNKILLED}};
  define_functions(env, exports, functions, COUNT_OF(functions));
  for (size_t i = 0; i < COUNT_OF(kinds); i++)
    set_property(env, exports, kinds[i].name, make_result(env, kinds[i].kind));
  set_property(env, exports, "FORK_CALLS", fork_call_names(env));
}
#else
void define_fork_server(napi_env env, napi_value exports) {
  (void)env;
  (void)exports;
}
#endif
