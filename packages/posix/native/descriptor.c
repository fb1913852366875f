/* Calls for descriptors of any kind: pipe, dup, fcntl, close. */
#include "addon.h"
#include "compat.h"
#include "mode.h"
#include "ownership.h"

static int sys_pipe(int fds[2]) {
  if (compat_pipe(fds) < 0) return -errno;
  compat_prepare_fd(fds[0], 0);
  return compat_prepare_fd(fds[1], 0) < 0 ? -errno : 0;
}

/* On Linux the number is free even when close() reports EINTR, so a second close could close a new file of another thread. */
static int sys_close(int fd) { return close(fd) < 0 && errno != EINTR ? -errno : 0; }

static int sys_dup(int fd, int minimum) {
  int result = fcntl(fd, F_DUPFD_CLOEXEC, minimum);
  return result < 0 ? -errno : result;
}

static int sys_dup2(int fd, int target) {
  int result;
  RETRY_EINTR(result, compat_dup2(fd, target));
  return compat_prepare_fd(result, 0);
}

static napi_value js_pipe(napi_env env, napi_callback_info info) {
  (void)info;
  int fds[2];
  return make_owned_pair(env, sys_pipe(fds), fds);
}

static napi_value js_close(napi_env env, napi_callback_info info) {
  Args args;
  int fd;
  if (!args_read(&args, env, info, 1) || !args_fd(&args, 0, &fd)) return NULL;
  disown(state_of(env), fd);
  return make_result(env, sys_close(fd));
}

static napi_value js_dup(napi_env env, napi_callback_info info) {
  Args args;
  int fd;
  int minimum;
  if (!args_read(&args, env, info, 2) || !args_fd(&args, 0, &fd) ||
      !args_int(&args, 1, "the minimum", &minimum))
    return NULL;
  return make_result(env, own(state_of(env), sys_dup(fd, minimum)));
}

static napi_value js_dup2(napi_env env, napi_callback_info info) {
  Args args;
  int fd;
  int target;
  if (!args_read(&args, env, info, 2) || !args_fd(&args, 0, &fd) || !args_fd(&args, 1, &target))
    return NULL;
  return make_result(env, own(state_of(env), sys_dup2(fd, target)));
}

static napi_value js_fcntl(napi_env env, napi_callback_info info) {
  Args args;
  int fd;
  int command;
  int argument;
  if (!args_read(&args, env, info, 3) || !args_fd(&args, 0, &fd) ||
      !args_int(&args, 1, "the command", &command) ||
      !args_int(&args, 2, "the argument", &argument))
    return NULL;
  /* Other commands take pointers, or make descriptors that nothing would close. */
  if (command != F_GETFL && command != F_SETFL && command != F_GETFD && command != F_SETFD) {
    throw_range(env, args.name, "the command", "F_GETFL, F_SETFL, F_GETFD or F_SETFD");
    return NULL;
  }
  return make_result(env, mode_fcntl(fd, command, argument));
}

void define_descriptor(napi_env env, napi_value exports) {
  static const Function functions[] = {
      {"pipe", js_pipe}, {"close", js_close}, {"dup", js_dup},
      {"dup2", js_dup2}, {"fcntl", js_fcntl},
  };
  define_functions(env, exports, functions, COUNT_OF(functions));
}
