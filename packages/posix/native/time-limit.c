#include "time-limit.h"

#include <sys/socket.h>
#include <sys/time.h>

#include "addon.h"
#include "napi-util.h"

double time_limit_ms(int fd, int option) {
  struct timeval limit = {0};
  socklen_t length = sizeof limit;
  if (getsockopt(fd, SOL_SOCKET, option, &limit, &length) < 0) return -1;
  if (limit.tv_sec == 0 && limit.tv_usec == 0) return -1;
  return (double)limit.tv_sec * 1e3 + (double)limit.tv_usec / 1e3;
}

static napi_value js_time_limit(napi_env env, napi_callback_info info) {
  Args args;
  int fd;
  int option;
  if (!args_read(&args, env, info, 2) || !args_fd(&args, 0, &fd) ||
      !args_int(&args, 1, "the option name", &option))
    return NULL;
  return make_number(env, time_limit_ms(fd, option));
}

void define_time_limit(napi_env env, napi_value exports) {
  static const Function functions[] = {{"timeLimit", js_time_limit}};
  define_functions(env, exports, functions, COUNT_OF(functions));
}
