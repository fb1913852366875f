/* Reads and sets options as bytes. A value may be negative, so it cannot be returned in the place of -errno. */
#include "addon.h"
#include "compat.h"
#include "napi-util.h"

static int sys_getsockopt(int fd, int level, int name, Bytes into) {
  socklen_t length = (socklen_t)into.length;
  if (getsockopt(fd, level, name, into.data, &length) < 0) return -errno;
  return (int)length;
}

static int sys_setsockopt(int fd, int level, int name, const void *value, size_t length) {
  return setsockopt(fd, level, name, value, (socklen_t)length) < 0 ? -errno : 0;
}

static bool read_option(Args *args, napi_env env, napi_callback_info info, int *fd, int *level,
                        int *name) {
  return args_read(args, env, info, 4) && args_fd(args, 0, fd) &&
         args_int(args, 1, "the level", level) && args_int(args, 2, "the option name", name);
}

static napi_value js_getsockopt(napi_env env, napi_callback_info info) {
  Args args;
  int fd;
  int level;
  int name;
  Bytes into;
  if (!read_option(&args, env, info, &fd, &level, &name) ||
      !args_bytes(&args, 3, "the value", &into))
    return NULL;
  return make_result(env, sys_getsockopt(fd, level, name, into));
}

static napi_value js_setsockopt(napi_env env, napi_callback_info info) {
  Args args;
  int fd;
  int level;
  int name;
  int number;
  Bytes bytes;
  if (!read_option(&args, env, info, &fd, &level, &name)) return NULL;
  if (bytes_of(env, args.values[3], &bytes))
    return make_result(env, sys_setsockopt(fd, level, name, bytes.data, bytes.length));
  if (!args_int(&args, 3, "the value", &number)) return NULL;
  return make_result(env, sys_setsockopt(fd, level, name, &number, sizeof number));
}

void define_sockopt(napi_env env, napi_value exports) {
  static const Function functions[] = {{"getsockopt", js_getsockopt},
                                       {"setsockopt", js_setsockopt}};
  define_functions(env, exports, functions, COUNT_OF(functions));
}
