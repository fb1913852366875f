/* Opens, binds and connects sockets. */
#include "addon.h"
#include "compat.h"
#include "mode.h"
#include "ownership.h"
#include "sockaddr.h"

static int sys_socket(int family, int type, int protocol) {
  return compat_prepare_fd(socket(family, type | FDSET_SOCK_FLAGS, protocol), 1);
}

static int sys_socketpair(int family, int type, int protocol, int fds[2]) {
  if (socketpair(family, type | FDSET_SOCK_FLAGS, protocol, fds) < 0) return -errno;
  compat_prepare_fd(fds[0], 1);
  return compat_prepare_fd(fds[1], 1) < 0 ? -errno : 0;
}

static int sys_bind(int fd, AddressBlock *block) {
  return bind(fd, block_sockaddr(block), block->length) < 0 ? -errno : 0;
}

static int sys_listen(int fd, int backlog) { return listen(fd, backlog) < 0 ? -errno : 0; }

static int sys_accept(int fd, AddressBlock *block) {
  socklen_t length = sizeof block->storage;
  int result;
  RETRY_EINTR(result, compat_accept(fd, block_sockaddr(block), &length));
  if (result < 0) return -errno;
  block->length = length > sizeof block->storage ? sizeof block->storage : length;
  return compat_prepare_fd(result, 1);
}

/* connect() is not repeated after EINTR, because the kernel goes on connecting, and a second call fails with EALREADY. */
static int sys_connect(int fd, AddressBlock *block) {
  return connect(fd, block_sockaddr(block), block->length) < 0 ? -errno : 0;
}

static int sys_shutdown(int fd, int how) { return shutdown(fd, how) < 0 ? -errno : 0; }

static int sys_name(int fd, AddressBlock *block, int (*call)(int, struct sockaddr *, socklen_t *)) {
  socklen_t length = sizeof block->storage;
  if (call(fd, block_sockaddr(block), &length) < 0) return -errno;
  block->length = length > sizeof block->storage ? sizeof block->storage : length;
  return 0;
}

static int sys_getsockname(int fd, AddressBlock *block) { return sys_name(fd, block, getsockname); }

static int sys_getpeername(int fd, AddressBlock *block) { return sys_name(fd, block, getpeername); }

static napi_value js_socket(napi_env env, napi_callback_info info) {
  Args args;
  int family;
  int type;
  int protocol;
  if (!args_read(&args, env, info, 3) || !args_int(&args, 0, "the family", &family) ||
      !args_int(&args, 1, "the type", &type) || !args_int(&args, 2, "the protocol", &protocol))
    return NULL;
  return make_result(env, own(state_of(env), sys_socket(family, type, protocol)));
}

static napi_value js_socketpair(napi_env env, napi_callback_info info) {
  Args args;
  int family;
  int type;
  int protocol;
  int fds[2];
  if (!args_read(&args, env, info, 3) || !args_int(&args, 0, "the family", &family) ||
      !args_int(&args, 1, "the type", &type) || !args_int(&args, 2, "the protocol", &protocol))
    return NULL;
  return make_owned_pair(env, sys_socketpair(family, type, protocol, fds), fds);
}

/* The calls that take a descriptor and an address block. */
static napi_value call_with_address(napi_env env, napi_callback_info info,
                                    int (*call)(int, AddressBlock *)) {
  Args args;
  int fd;
  AddressBlock *block;
  if (!args_read(&args, env, info, 2) || !args_fd(&args, 0, &fd) || !args_address(&args, 1, &block))
    return NULL;
  return make_result(env, call(fd, block));
}

static int connect_once(int fd, void *block) { return sys_connect(fd, block); }

static int accept_once(int fd, void *block) { return sys_accept(fd, block); }

static int sys_try_connect(int fd, AddressBlock *block) {
  return mode_call_without_waiting(fd, connect_once, block);
}

static int sys_try_accept(int fd, AddressBlock *block) {
  return mode_call_without_waiting(fd, accept_once, block);
}

static napi_value js_bind(napi_env env, napi_callback_info info) {
  return call_with_address(env, info, sys_bind);
}

static napi_value js_connect(napi_env env, napi_callback_info info) {
  return call_with_address(env, info, sys_connect);
}

static napi_value js_try_connect(napi_env env, napi_callback_info info) {
  return call_with_address(env, info, sys_try_connect);
}

static napi_value js_getsockname(napi_env env, napi_callback_info info) {
  return call_with_address(env, info, sys_getsockname);
}

static napi_value js_getpeername(napi_env env, napi_callback_info info) {
  return call_with_address(env, info, sys_getpeername);
}

static napi_value own_accepted(napi_env env, napi_value result) {
  int32_t fd = -1;
  if (result != NULL && napi_get_value_int32(env, result, &fd) == napi_ok) own(state_of(env), fd);
  return result;
}

static napi_value js_accept(napi_env env, napi_callback_info info) {
  return own_accepted(env, call_with_address(env, info, sys_accept));
}

static napi_value js_try_accept(napi_env env, napi_callback_info info) {
  return own_accepted(env, call_with_address(env, info, sys_try_accept));
}

static napi_value js_listen(napi_env env, napi_callback_info info) {
  Args args;
  int fd;
  int backlog;
  if (!args_read(&args, env, info, 2) || !args_fd(&args, 0, &fd) ||
      !args_int(&args, 1, "the backlog", &backlog))
    return NULL;
  return make_result(env, sys_listen(fd, backlog));
}

static napi_value js_shutdown(napi_env env, napi_callback_info info) {
  Args args;
  int fd;
  int how;
  if (!args_read(&args, env, info, 2) || !args_fd(&args, 0, &fd) ||
      !args_int(&args, 1, "how", &how))
    return NULL;
  return make_result(env, sys_shutdown(fd, how));
}

void define_socket(napi_env env, napi_value exports) {
  static const Function functions[] = {
      {"socket", js_socket},
      {"socketpair", js_socketpair},
      {"bind", js_bind},
      {"listen", js_listen},
      {"accept", js_accept},
      {"tryAccept", js_try_accept},
      {"connect", js_connect},
      {"tryConnect", js_try_connect},
      {"shutdown", js_shutdown},
      {"getsockname", js_getsockname},
      {"getpeername", js_getpeername},
  };
  define_functions(env, exports, functions, COUNT_OF(functions));
}
