#include "process.h"

#include "addon.h"
#include "compat.h"
#include "napi-util.h"
#include "ownership.h"

#ifdef __linux__
#include <stddef.h>
#include <sys/syscall.h>

/* These use syscall(2), because glibc has the functions only since 2.36. */
int sys_pidfd_open(pid_t pid) {
  int fd = (int)syscall(SYS_pidfd_open, pid, 0);
  return fd < 0 ? -errno : fd;
}

int sys_pidfd_send_signal(int fd, int number) {
  return syscall(SYS_pidfd_send_signal, fd, number, NULL, 0) < 0 ? -errno : 0;
}
#else
int sys_pidfd_open(pid_t pid) {
  (void)pid;
  return -ENOSYS;
}

int sys_pidfd_send_signal(int fd, int number) {
  (void)fd;
  (void)number;
  return -ENOSYS;
}
#endif

static napi_value js_getpid(napi_env env, napi_callback_info info) {
  (void)info;
  return make_result(env, getpid());
}

static napi_value js_exit(napi_env env, napi_callback_info info) {
  Args args;
  int status;
  if (!args_read(&args, env, info, 1) || !args_int(&args, 0, "the status", &status)) return NULL;
  _exit(status);
}

static napi_value js_pidfd_open(napi_env env, napi_callback_info info) {
  Args args;
  int pid;
  if (!args_read(&args, env, info, 1) || !args_int(&args, 0, "the process", &pid)) return NULL;
  return make_result(env, own(state_of(env), sys_pidfd_open(pid)));
}

static napi_value js_pidfd_send_signal(napi_env env, napi_callback_info info) {
  Args args;
  int fd;
  int number;
  if (!args_read(&args, env, info, 2) || !args_fd(&args, 0, &fd) ||
      !args_int(&args, 1, "the signal", &number))
    return NULL;
  return make_result(env, sys_pidfd_send_signal(fd, number));
}

void define_process(napi_env env, napi_value exports) {
  static const Function functions[] = {
      {"getpid", js_getpid},
      {"exit", js_exit},
      {"pidfdOpen", js_pidfd_open},
      {"pidfdSendSignal", js_pidfd_send_signal},
  };
  define_functions(env, exports, functions, COUNT_OF(functions));
}
