#include "mode.h"

#include <errno.h>
#include <fcntl.h>
#include <uv.h>

#include "addon.h"
#include "napi-util.h"

/* If two threads set and restored the flag at once, one call could block, so the process has one lock. It is the only state of
 * this addon, besides deferred signals, that is not per environment. Other processes that share the file are not excluded. */
static uv_once_t mode_once = UV_ONCE_INIT;
static uv_mutex_t mode_mutex;

static void init_mode_mutex(void) { uv_mutex_init(&mode_mutex); }

static void lock_modes(void) {
  uv_once(&mode_once, init_mode_mutex);
  uv_mutex_lock(&mode_mutex);
}

int mode_call_without_waiting(int fd, NonblockingCall call, void *context) {
  /* The lock is taken for a non-blocking descriptor too, because another thread could make it blocking just before the call. */
  lock_modes();
  int flags = fcntl(fd, F_GETFL);
  bool was_blocking = flags >= 0 && (flags & O_NONBLOCK) == 0;
  int result = flags < 0 ? -errno : 0;
  if (was_blocking && fcntl(fd, F_SETFL, flags | O_NONBLOCK) < 0) result = -errno;
  if (result == 0) result = call(fd, context);
  if (was_blocking) (void)fcntl(fd, F_SETFL, flags);
  uv_mutex_unlock(&mode_mutex);
  return result;
}

int mode_fcntl(int fd, int command, int argument) {
  lock_modes();
  int result = fcntl(fd, command, argument);
  if (result < 0) result = -errno;
  uv_mutex_unlock(&mode_mutex);
  return result;
}

static int sys_set_nonblocking(int fd, bool on) {
  lock_modes();
  int flags = fcntl(fd, F_GETFL);
  int wanted = on ? flags | O_NONBLOCK : flags & ~O_NONBLOCK;
  int result = flags < 0 ? -errno : 0;
  if (result == 0 && wanted != flags && fcntl(fd, F_SETFL, wanted) < 0) result = -errno;
  uv_mutex_unlock(&mode_mutex);
  return result;
}

static napi_value js_set_nonblocking(napi_env env, napi_callback_info info) {
  Args args;
  int fd;
  bool on;
  if (!args_read(&args, env, info, 2) || !args_fd(&args, 0, &fd) ||
      !args_bool(&args, 1, "the mode", &on))
    return NULL;
  return make_result(env, sys_set_nonblocking(fd, on));
}

void define_mode(napi_env env, napi_value exports) {
  static const Function functions[] = {{"setNonblocking", js_set_nonblocking}};
  define_functions(env, exports, functions, COUNT_OF(functions));
}
