/* A descriptor that one thread makes readable to end the wait of another one: an eventfd, or a pipe on systems without
 * eventfd. */
#include "addon.h"
#include "compat.h"
#include "napi-util.h"
#include "ownership.h"
#ifdef __linux__
#include <sys/eventfd.h>
#endif

/* fds[0] is read and fds[1] written; with eventfd both are the same. */
static int sys_wakeup_create(int fds[2]) {
#ifdef __linux__
  fds[0] = fds[1] = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  return fds[0] < 0 ? -errno : 0;
#else
  if (pipe(fds) < 0) return -errno;
  for (int i = 0; i < 2; i++) {
    compat_prepare_fd(fds[i], 0);
    (void)fcntl(fds[i], F_SETFL, O_NONBLOCK);
  }
  return 0;
#endif
}

/* EAGAIN means that the previous wake-up was not consumed yet, so nothing is lost. */
static int sys_wakeup_signal(int fd) {
  uint64_t one = 1;
  ssize_t result;
  RETRY_EINTR(result, write(fd, &one, sizeof one));
  return result < 0 && errno != EAGAIN ? -errno : 0;
}

static int sys_wakeup_drain(int fd) {
  uint64_t taken[16];
  ssize_t result;
  do {
    RETRY_EINTR(result, read(fd, taken, sizeof taken));
  } while (result == (ssize_t)sizeof taken);
  return result < 0 && errno != EAGAIN ? -errno : 0;
}

static napi_value js_wakeup_create(napi_env env, napi_callback_info info) {
  (void)info;
  int fds[2];
  int result = sys_wakeup_create(fds);
  if (result < 0) return make_result(env, result);
  State *state = state_of(env);
  napi_value object = NULL;
  napi_create_object(env, &object);
  set_property(env, object, "readFd", make_result(env, own(state, fds[0])));
  set_property(env, object, "writeFd", make_result(env, own(state, fds[1])));
  return object;
}

static napi_value js_wakeup_signal(napi_env env, napi_callback_info info) {
  Args args;
  int fd;
  if (!args_read(&args, env, info, 1) || !args_fd(&args, 0, &fd)) return NULL;
  return make_result(env, sys_wakeup_signal(fd));
}

static napi_value js_wakeup_drain(napi_env env, napi_callback_info info) {
  Args args;
  int fd;
  if (!args_read(&args, env, info, 1) || !args_fd(&args, 0, &fd)) return NULL;
  return make_result(env, sys_wakeup_drain(fd));
}

void define_wakeup(napi_env env, napi_value exports) {
  static const Function functions[] = {{"createWakeup", js_wakeup_create},
                                       {"signalWakeup", js_wakeup_signal},
                                       {"drainWakeup", js_wakeup_drain}};
  define_functions(env, exports, functions, COUNT_OF(functions));
}
