/* Sends and receives messages with several buffers, descriptors, credentials and time stamps: sendmsg(2) and recvmsg(2). */
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>

#include "addon.h"
#include "ancillary.h"
#include "compat.h"
#include "sockaddr.h"

enum { VECTOR_MAX = 1024 }; /* IOV_MAX on all supported platforms */

typedef struct {
  struct iovec *parts;
  size_t count;
} Vector;

static void vector_free(Vector *vector) { free(vector->parts); }

/* Reads a plain array of Uint8Arrays that TypeScript of this package has made. Reading it therefore runs no user code, which could
 * detach a buffer that was read before. */
static bool args_vector(Args *args, size_t index, Vector *out) {
  uint32_t count = 0;
  *out = (Vector){0};
  if (napi_get_array_length(args->env, args->values[index], &count) != napi_ok) {
    throw_type(args->env, args->name, "the buffers", "an array of Uint8Array");
    return false;
  }
  if (count > VECTOR_MAX) {
    throw_range(args->env, args->name, "the number of buffers", "at most 1024");
    return false;
  }
  out->count = count;
  out->parts = calloc(count + 1, sizeof *out->parts);
  for (uint32_t i = 0; out->parts != NULL && i < count; i++) {
    napi_value part;
    Bytes bytes;
    if (napi_get_element(args->env, args->values[index], i, &part) != napi_ok ||
        !bytes_of(args->env, part, &bytes)) {
      throw_type(args->env, args->name, "each buffer", "a Uint8Array");
      vector_free(out);
      return false;
    }
    out->parts[i] = (struct iovec){.iov_base = bytes.data, .iov_len = bytes.length};
  }
  if (out->parts == NULL) napi_throw_error(args->env, "ENOMEM", "out of memory");
  return out->parts != NULL;
}

static ssize_t sys_sendmsg(int fd, const struct msghdr *message, int flags) {
  ssize_t result;
  RETRY_EINTR(result, sendmsg(fd, message, flags | FDSET_SEND_FLAGS));
  return result < 0 ? -errno : result;
}

static ssize_t sys_recvmsg(int fd, struct msghdr *message, int flags) {
  ssize_t result;
  RETRY_EINTR(result, recvmsg(fd, message, flags | FDSET_RECVMSG_FLAGS));
  return result < 0 ? -errno : result;
}

typedef struct {
  int32_t level;
  int32_t type;
  Bytes data;
} Control;

/* Reads one element of the control list: [level, type, Uint8Array]. */
static bool read_control(Args *args, napi_value list, uint32_t index, Control *out) {
  napi_value entry;
  napi_value fields[3];
  bool ok = napi_get_element(args->env, list, index, &entry) == napi_ok;
  for (uint32_t i = 0; ok && i < 3; i++)
    ok = napi_get_element(args->env, entry, i, &fields[i]) == napi_ok;
  ok = ok && napi_get_value_int32(args->env, fields[0], &out->level) == napi_ok &&
       napi_get_value_int32(args->env, fields[1], &out->type) == napi_ok &&
       bytes_of(args->env, fields[2], &out->data);
  if (!ok) throw_type(args->env, args->name, "each control message", "[level, type, Uint8Array]");
  return ok;
}

/* Encodes the list into message->msg_control, which the caller frees. */
static bool encode_control(Args *args, napi_value list, struct msghdr *message) {
  uint32_t count = 0;
  size_t total = 0;
  Control control;
  if (napi_get_array_length(args->env, list, &count) != napi_ok) {
    throw_type(args->env, args->name, "the control messages", "an array");
    return false;
  }
  if (count == 0) return true;
  for (uint32_t i = 0; i < count; i++) {
    if (!read_control(args, list, i, &control)) return false;
    total += CMSG_SPACE(control.data.length);
  }
  message->msg_control = calloc(1, total);
  message->msg_controllen = total;
  struct cmsghdr *header = message->msg_control == NULL ? NULL : CMSG_FIRSTHDR(message);
  for (uint32_t i = 0; header != NULL && i < count; i++) {
    if (!read_control(args, list, i, &control)) return false;
    header->cmsg_level = control.level;
    header->cmsg_type = control.type;
    header->cmsg_len = CMSG_LEN(control.data.length);
    if (control.data.length > 0) memcpy(CMSG_DATA(header), control.data.data, control.data.length);
    header = CMSG_NXTHDR(message, header);
  }
  return message->msg_control != NULL;
}

static napi_value js_sendmsg(napi_env env, napi_callback_info info) {
  Args args;
  int fd;
  int flags;
  Vector vector;
  AddressBlock *block = NULL;
  struct msghdr message = {0};
  if (!args_read(&args, env, info, 5) || !args_fd(&args, 0, &fd) ||
      !args_int(&args, 2, "the flags", &flags) ||
      (!args_is_nullish(&args, 4) && !args_address(&args, 4, &block)) ||
      !args_vector(&args, 1, &vector))
    return NULL;
  ssize_t result = -ENOMEM;
  message.msg_iov = vector.parts;
  message.msg_iovlen = vector.count;
  if (block != NULL) message.msg_name = block_sockaddr(block);
  if (block != NULL) message.msg_namelen = block->length;
  if (encode_control(&args, args.values[3], &message)) result = sys_sendmsg(fd, &message, flags);
  free(message.msg_control);
  vector_free(&vector);
  return make_result(env, result);
}

static napi_value make_message(napi_env env, ssize_t bytes, struct msghdr *message, size_t limit) {
  napi_value object = NULL;
  napi_create_object(env, &object);
  ancillary_take(env, message, limit, object);
  set_property(env, object, "bytesReceived", make_result(env, bytes));
  set_property(env, object, "flags", make_result(env, ancillary_flags(message)));
  set_property(env, object, "address",
               address_decode(env, message->msg_name, message->msg_namelen));
  return object;
}

static napi_value js_recvmsg(napi_env env, napi_callback_info info) {
  Args args;
  int fd;
  int flags;
  uint32_t control_bytes;
  uint32_t stamp_bytes;
  Vector vector;
  struct sockaddr_storage address;
  if (!args_read(&args, env, info, 5) || !args_fd(&args, 0, &fd) ||
      !args_uint(&args, 2, "the controlBytes", &control_bytes) ||
      !args_int(&args, 3, "the flags", &flags) ||
      !args_uint(&args, 4, "the stampBytes", &stamp_bytes) || !args_vector(&args, 1, &vector))
    return NULL;
  size_t room = (size_t)control_bytes + stamp_bytes;
  struct msghdr message = {.msg_name = &address,
                           .msg_namelen = sizeof address,
                           .msg_iov = vector.parts,
                           .msg_iovlen = vector.count,
                           .msg_controllen = room};
  if (room > 0) message.msg_control = calloc(1, room);
  bool ready = room == 0 || message.msg_control != NULL;
  ssize_t bytes = ready ? sys_recvmsg(fd, &message, flags) : -ENOMEM;
  napi_value result =
      bytes < 0 ? make_result(env, bytes) : make_message(env, bytes, &message, control_bytes);
  free(message.msg_control);
  vector_free(&vector);
  return result;
}

static napi_value js_control_space(napi_env env, napi_callback_info info) {
  Args args;
  uint32_t bytes;
  if (!args_read(&args, env, info, 1) || !args_uint(&args, 0, "the number of bytes", &bytes))
    return NULL;
  return make_number(env, (double)CMSG_SPACE(bytes));
}

void define_message(napi_env env, napi_value exports) {
  static const Function functions[] = {
      {"sendmsg", js_sendmsg}, {"recvmsg", js_recvmsg}, {"controlSpace", js_control_space}};
  define_functions(env, exports, functions, COUNT_OF(functions));
}
