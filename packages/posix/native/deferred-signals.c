/* Handling of signals that would end a process, in a process that works for another one.
 *
 * A service manager sends these signals to a whole process tree. The process at the top then decides what happens to the work of
 * the others, and signals them itself, so they end only if the signal comes from there. This uses a handler instead of SIG_IGN,
 * because an executed program would inherit SIG_IGN; and it does not use libuv's handler, which would end blocking calls. */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "addon.h"
#include "compat.h"
#include "napi-util.h"

/* Signal handlers belong to the process, and so does their state: docs/decisions/0025. */
static struct {
  pid_t parent; /* the parent of the process that called deferSignal */
  pid_t caller; /* that process: this one, or the parent that forked this one */
  int channel_fd;
  volatile sig_atomic_t is_repeated;
} deferred;

/* If the process id was reused, the new process still had the permission to send this signal. */
static bool is_from_above(const siginfo_t *info) {
  pid_t sender = info->si_pid;
  return sender == deferred.parent || sender == deferred.caller || sender == getpid();
}

static bool is_alone(void) {
  struct pollfd entry = {.fd = deferred.channel_fd};
  return poll(&entry, 1, 0) > 0 && (entry.revents & (POLLHUP | POLLERR | POLLNVAL)) != 0;
}

/* The second signal ends processes that are left behind, because no process above them would end them any more. */
static void on_signal(int number, siginfo_t *info, void *context) {
  (void)context;
  int saved = errno;
  if (is_from_above(info) || (deferred.is_repeated && is_alone())) {
    (void)signal(number, SIG_DFL);
    (void)kill(getpid(), number);
  }
  deferred.is_repeated = 1;
  errno = saved;
}

static int sys_defer_signal(int number, int channel_fd) {
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_sigaction = on_signal;
  action.sa_flags = SA_SIGINFO | SA_RESTART;
  sigemptyset(&action.sa_mask);
  if (deferred.caller == 0) {
    deferred.parent = getppid();
    deferred.caller = getpid();
  }
  deferred.channel_fd = channel_fd;
  return sigaction(number, &action, NULL) < 0 ? -errno : 0;
}

static napi_value js_defer_signal(napi_env env, napi_callback_info info) {
  Args args;
  int number;
  int channel_fd;
  if (!args_read(&args, env, info, 2) || !args_int(&args, 0, "the signal", &number) ||
      !args_fd(&args, 1, &channel_fd))
    return NULL;
  return make_result(env, sys_defer_signal(number, channel_fd));
}

void define_deferred_signals(napi_env env, napi_value exports) {
  static const Function functions[] = {{"deferSignal", js_defer_signal}};
  define_functions(env, exports, functions, COUNT_OF(functions));
}
