/* Reads and writes the bytes of one descriptor. */
#include "addon.h"
#include "call-numbers.h"
#include "compat.h"
#include "mode.h"
#include "recv-waiting.h"
#include "sockaddr.h"
#ifdef __linux__
#include <sys/sendfile.h>
#else
#include <sys/uio.h>
#endif

static ssize_t sys_send(int fd, Bytes from, int flags) {
  ssize_t result;
  RETRY_EINTR(result, send(fd, from.data, from.length, flags | FDSET_SEND_FLAGS));
  return result < 0 ? -errno : result;
}

static ssize_t sys_recvfrom(int fd, Bytes into, int flags, AddressBlock *block) {
  socklen_t length = sizeof block->storage;
  ssize_t result;
  RETRY_EINTR(result, recvfrom(fd, into.data, into.length, flags, block_sockaddr(block), &length));
  if (result < 0) return -errno;
  block_set_length(block, length);
  return result;
}

static ssize_t sys_sendto(int fd, Bytes from, int flags, AddressBlock *block) {
  ssize_t result;
  RETRY_EINTR(result, sendto(fd, from.data, from.length, flags | FDSET_SEND_FLAGS,
                             block_sockaddr(block), block->length));
  return result < 0 ? -errno : result;
}

static ssize_t sys_read(int fd, Bytes into) {
  ssize_t result;
  RETRY_EINTR(result, read(fd, into.data, into.length));
  return result < 0 ? -errno : result;
}

static ssize_t sys_write(int fd, Bytes from) {
  ssize_t result;
  RETRY_EINTR(result, write(fd, from.data, from.length));
  return result < 0 ? -errno : result;
}

typedef struct {
  int in_fd;
  off_t *offset; /* NULL means the file's own position */
  size_t count;
} SendfileRequest;

static int sys_sendfile(int out_fd, void *context) {
  SendfileRequest *request = context;
#ifdef __linux__
  ssize_t result;
  RETRY_EINTR(result, sendfile(out_fd, request->in_fd, request->offset, request->count));
  return result < 0 ? -errno : (int)result;
#else
  off_t position = request->offset != NULL ? *request->offset : lseek(request->in_fd, 0, SEEK_CUR);
  off_t sent = (off_t)request->count;
  if (position < 0) return -errno;
  int result = sendfile(request->in_fd, out_fd, position, &sent, NULL, 0);
  if (result < 0 && sent == 0) return -errno;
  if (request->offset == NULL) (void)lseek(request->in_fd, position + sent, SEEK_SET);
  return (int)sent;
#endif
}

static int sys_try_sendfile(int out_fd, SendfileRequest *request) {
  /* A non-blocking descriptor needs no lock; with the lock other threads would wait while the disk is read. */
  int flags = mode_fcntl(out_fd, F_GETFL, 0);
  if (flags >= 0 && (flags & O_NONBLOCK) != 0) return sys_sendfile(out_fd, request);
  return mode_call_without_waiting(out_fd, sys_sendfile, request);
}

typedef struct {
  int fd;
  Bytes span;
  int flags;
  AddressBlock *block;
} Transfer;

/* fd, buffer, offset, length */
static bool read_span(Args *args, napi_env env, napi_callback_info info, Transfer *out) {
  return args_read(args, env, info, 4) && args_fd(args, 0, &out->fd) &&
         args_span(args, 1, &out->span);
}

/* ..., flags */
static bool read_transfer(Args *args, napi_env env, napi_callback_info info, Transfer *out) {
  return args_read(args, env, info, 5) && args_fd(args, 0, &out->fd) &&
         args_span(args, 1, &out->span) && args_int(args, 4, "the flags", &out->flags);
}

/* ..., address block */
static bool read_addressed(Args *args, napi_env env, napi_callback_info info, Transfer *out) {
  if (!read_transfer(args, env, info, out)) return false;
  if (args->count > 5) return args_address(args, 5, &out->block);
  throw_type(env, args->name, "the argument list", "complete");
  return false;
}

static napi_value js_recv(napi_env env, napi_callback_info info) {
  Args args;
  Transfer t;
  if (!read_transfer(&args, env, info, &t)) return NULL;
  return make_result(env, sys_recv(t.fd, t.span, t.flags));
}

static napi_value js_recv_waiting(napi_env env, napi_callback_info info) {
  Args args;
  Transfer t;
  if (!read_transfer(&args, env, info, &t)) return NULL;
  return make_result(env, recv_waiting(state_of(env), t.fd, t.span, t.flags));
}

static napi_value js_send(napi_env env, napi_callback_info info) {
  Args args;
  Transfer t;
  if (!read_transfer(&args, env, info, &t)) return NULL;
  return make_result(env, sys_send(t.fd, t.span, t.flags));
}

static napi_value js_recvfrom(napi_env env, napi_callback_info info) {
  Args args;
  Transfer t;
  if (!read_addressed(&args, env, info, &t)) return NULL;
  return make_result(env, sys_recvfrom(t.fd, t.span, t.flags, t.block));
}

static napi_value js_sendto(napi_env env, napi_callback_info info) {
  Args args;
  Transfer t;
  if (!read_addressed(&args, env, info, &t)) return NULL;
  return make_result(env, sys_sendto(t.fd, t.span, t.flags, t.block));
}

/* The quick forms of the four calls above. */
static napi_value js_quick_recv(napi_env env, napi_callback_info info) {
  QuickCall call;
  if (!quick_call_read(&call, env, info, 1)) return NULL;
  return quick_call_end(&call, sys_recv(call.fd, call.span, call.flags));
}

static napi_value js_quick_recv_waiting(napi_env env, napi_callback_info info) {
  QuickCall call;
  if (!quick_call_read(&call, env, info, 1)) return NULL;
  return quick_call_end(&call, recv_waiting(state_of(env), call.fd, call.span, call.flags));
}

static napi_value js_quick_send(napi_env env, napi_callback_info info) {
  QuickCall call;
  if (!quick_call_read(&call, env, info, 1)) return NULL;
  return quick_call_end(&call, sys_send(call.fd, call.span, call.flags));
}

static napi_value js_quick_recvfrom(napi_env env, napi_callback_info info) {
  QuickCall call;
  if (!quick_call_read(&call, env, info, 2)) return NULL;
  return quick_call_end(&call, sys_recvfrom(call.fd, call.span, call.flags, call.block));
}

static napi_value js_quick_sendto(napi_env env, napi_callback_info info) {
  QuickCall call;
  if (!quick_call_read(&call, env, info, 2)) return NULL;
  return quick_call_end(&call, sys_sendto(call.fd, call.span, call.flags, call.block));
}

static napi_value js_read(napi_env env, napi_callback_info info) {
  Args args;
  Transfer t;
  if (!read_span(&args, env, info, &t)) return NULL;
  return make_result(env, sys_read(t.fd, t.span));
}

static napi_value js_write(napi_env env, napi_callback_info info) {
  Args args;
  Transfer t;
  if (!read_span(&args, env, info, &t)) return NULL;
  return make_result(env, sys_write(t.fd, t.span));
}

static bool read_sendfile(Args *args, napi_env env, napi_callback_info info, int *out_fd,
                          SendfileRequest *request, off_t *offset) {
  double from = 0;
  double count;
  if (!args_read(args, env, info, 4) || !args_fd(args, 0, out_fd) ||
      !args_fd(args, 1, &request->in_fd) ||
      (!args_is_nullish(args, 2) && !args_double(args, 2, "the offset", &from)) ||
      !args_double(args, 3, "the count", &count))
    return false;
  if (from < 0 || from > 9007199254740991.0 || count < 0) {
    throw_range(env, args->name, "the offset and the count", "whole numbers >= 0");
    return false;
  }
  *offset = (off_t)from;
  request->offset = args_is_nullish(args, 2) ? NULL : offset;
  /* This is the most that one call moves; the result must fit an int. */
  request->count = count > 0x7ffff000 ? 0x7ffff000 : (size_t)count;
  return true;
}

static napi_value js_sendfile(napi_env env, napi_callback_info info) {
  Args args;
  int out_fd;
  SendfileRequest request;
  off_t offset;
  if (!read_sendfile(&args, env, info, &out_fd, &request, &offset)) return NULL;
  return make_result(env, sys_sendfile(out_fd, &request));
}

static napi_value js_try_sendfile(napi_env env, napi_callback_info info) {
  Args args;
  int out_fd;
  SendfileRequest request;
  off_t offset;
  if (!read_sendfile(&args, env, info, &out_fd, &request, &offset)) return NULL;
  return make_result(env, sys_try_sendfile(out_fd, &request));
}

void define_io(napi_env env, napi_value exports) {
  static const Function functions[] = {
      {"recv", js_recv},
      {"recvWaiting", js_recv_waiting},
      {"send", js_send},
      {"recvfrom", js_recvfrom},
      {"sendto", js_sendto},
      {"read", js_read},
      {"write", js_write},
      {"sendfile", js_sendfile},
      {"trySendfile", js_try_sendfile},
  };
  static const Function quick[] = {
      {"quickRecv", js_quick_recv},     {"quickRecvWaiting", js_quick_recv_waiting},
      {"quickSend", js_quick_send},     {"quickRecvfrom", js_quick_recvfrom},
      {"quickSendto", js_quick_sendto},
  };
  define_functions(env, exports, functions, COUNT_OF(functions));
  define_quick_functions(env, exports, quick, COUNT_OF(quick));
}
