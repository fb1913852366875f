/* Sends and receives several datagrams with one system call: recvmmsg(2) and sendmmsg(2). */
#include <stdlib.h>
#include <string.h>

#include "addon.h"
#include "ancillary.h"
#include "compat.h"
#include "sockaddr.h"

/* BATCH_MAX is also the kernel's limit (UIO_MAXIOV). */
enum { BATCH_MAX = 1024, HEADER = 3, ALIGNMENT = 8 };

typedef struct {
  uint32_t count;
  MessageHeader *messages;
  struct iovec *parts;
  StampRoom *rooms; /* only for receiving */
} Batch;

static bool batch_create(Batch *batch, uint32_t count) {
  batch->count = count;
  batch->messages = calloc(count + 1, sizeof *batch->messages);
  batch->parts = calloc(count + 1, sizeof *batch->parts);
  batch->rooms = NULL;
  for (uint32_t i = 0; batch->messages != NULL && i < count; i++) {
    batch->messages[i].msg_hdr.msg_iov = &batch->parts[i];
    batch->messages[i].msg_hdr.msg_iovlen = 1;
  }
  return batch->messages != NULL && batch->parts != NULL;
}

static void batch_free(Batch *batch) {
  free(batch->messages);
  free(batch->parts);
  free(batch->rooms);
}

static int sys_recvmmsg(int fd, const Batch *batch, int flags) {
  int result;
  RETRY_EINTR(result,
              compat_recvmmsg(fd, batch->messages, batch->count, flags | FDSET_RECVMSG_FLAGS));
  return result < 0 ? -errno : result;
}

static int sys_sendmmsg(int fd, const Batch *batch, int flags) {
  int result;
  RETRY_EINTR(result, compat_sendmmsg(fd, batch->messages, batch->count, flags | FDSET_SEND_FLAGS));
  return result < 0 ? -errno : result;
}

typedef struct {
  Bytes buffer;
  uint32_t bytes_each;
  size_t step; /* bytes_each, rounded up to ALIGNMENT */
  int32_t *headers;
  AddressBlock *blocks;
} Received;

/* Makes room for time stamps. Without it the kernel would set MSG_CTRUNC for each message when stamps are switched on. The room
 * is not cleared, because only what the kernel has written is read. */
static bool make_rooms(Batch *batch) {
  batch->rooms = malloc(batch->count * sizeof *batch->rooms);
  for (uint32_t i = 0; batch->rooms != NULL && i < batch->count; i++) {
    batch->messages[i].msg_hdr.msg_control = &batch->rooms[i];
    batch->messages[i].msg_hdr.msg_controllen = sizeof batch->rooms[i];
  }
  return batch->rooms != NULL;
}

static void aim(const Batch *batch, const Received *into) {
  for (uint32_t i = 0; i < batch->count; i++) {
    struct msghdr *header = &batch->messages[i].msg_hdr;
    batch->parts[i].iov_base = into->buffer.data + (size_t)i * into->step;
    batch->parts[i].iov_len = into->bytes_each;
    header->msg_name = block_sockaddr(&into->blocks[i]);
    header->msg_namelen = sizeof into->blocks[i].storage;
  }
}

static size_t aligned(size_t length) { return (length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT; }

/* Moves the received datagrams together, and writes [offset, length, flags] of each. If the flags of the call have MSG_TRUNC,
 * msg_len is the datagram's own length. */
static void pack(const Batch *batch, const Received *into, int count) {
  size_t end = 0;
  for (int i = 0; i < count; i++) {
    const MessageHeader *message = &batch->messages[i];
    size_t length = message->msg_len < into->bytes_each ? message->msg_len : into->bytes_each;
    int32_t *header = into->headers + (size_t)i * HEADER;
    if (length > 0) memmove(into->buffer.data + end, batch->parts[i].iov_base, length);
    header[0] = (int32_t)end;
    header[1] = (int32_t)length;
    header[2] = ancillary_flags(&message->msg_hdr);
    block_set_length(&into->blocks[i], message->msg_hdr.msg_namelen);
    end += aligned(length);
  }
}

static bool is_connection(int fd) {
  int type = 0;
  socklen_t length = sizeof type;
  if (getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &length) < 0) return false;
  return type == SOCK_STREAM || type == SOCK_SEQPACKET;
}

/* How many of the messages to report. The end of a connection is received as often as there is room for it, but is reported
 * only once. */
static int settle(int fd, const Batch *batch, int count) {
  const MessageHeader *messages = batch->messages;
  for (int i = 0; i < count; i++)
    ancillary_drop(&batch->messages[i].msg_hdr);
  bool is_full = count > 1 && (uint32_t)count == batch->count;
  if (!is_full || messages[count - 1].msg_len > 0 || !is_connection(fd)) return count;
  while (count > 1 && messages[count - 2].msg_len == 0)
    count--;
  return count;
}

static bool read_received(Args *args, Received *out, uint32_t *count) {
  Bytes blocks;
  size_t headers;
  if (!args_bytes(args, 1, "the buffer", &out->buffer) || !args_uint(args, 2, "the count", count) ||
      !args_uint(args, 3, "the number of bytes", &out->bytes_each) ||
      !args_int32_array(args, 5, "the headers", &out->headers, &headers) ||
      !args_bytes(args, 6, "the address blocks", &blocks))
    return false;
  out->blocks = (AddressBlock *)blocks.data;
  out->step = aligned(out->bytes_each);
  bool fits = *count > 0 && *count <= BATCH_MAX && out->bytes_each <= INT32_MAX &&
              out->buffer.length <= INT32_MAX &&
              (uint64_t)*count * out->step <= out->buffer.length && *count <= headers / HEADER &&
              *count <= blocks.length / sizeof *out->blocks &&
              (uintptr_t)blocks.data % sizeof(uint32_t) == 0;
  if (!fits) throw_range(args->env, args->name, "the count", "from 1 to 1024, with room for each");
  return fits;
}

static napi_value js_recvmmsg(napi_env env, napi_callback_info info) {
  Args args;
  int fd;
  int flags;
  uint32_t count;
  Received into;
  Batch batch;
  if (!args_read(&args, env, info, 7) || !args_fd(&args, 0, &fd) ||
      !args_int(&args, 4, "the flags", &flags) || !read_received(&args, &into, &count))
    return NULL;
  /* With MSG_PEEK every entry would get the same message. */
  if ((flags & MSG_PEEK) != 0) count = 1;
  int result = -ENOMEM;
  if (batch_create(&batch, count) && make_rooms(&batch)) {
    aim(&batch, &into);
    result = sys_recvmmsg(fd, &batch, flags);
  }
  if (result > 0) {
    result = settle(fd, &batch, result);
    pack(&batch, &into, result);
  }
  batch_free(&batch);
  return make_result(env, result);
}

/* Reads one element of the list: the bytes, and an address block or nothing. */
static bool read_outgoing(Args *args, uint32_t index, const Batch *batch) {
  napi_value data;
  napi_value address;
  Bytes bytes;
  Bytes block;
  AddressBlock *to = NULL;
  napi_valuetype type = napi_undefined;
  bool ok = napi_get_element(args->env, args->values[1], index, &data) == napi_ok &&
            napi_get_element(args->env, args->values[2], index, &address) == napi_ok &&
            napi_typeof(args->env, address, &type) == napi_ok && bytes_of(args->env, data, &bytes);
  bool named = ok && type != napi_undefined && type != napi_null;
  if (named) ok = bytes_of(args->env, address, &block) && block_of(block, &to);
  if (!ok) {
    throw_type(args->env, args->name, "each message", "a Uint8Array and an address block or null");
    return false;
  }
  batch->parts[index] = (struct iovec){.iov_base = bytes.data, .iov_len = bytes.length};
  if (to == NULL) return true;
  struct msghdr *header = &batch->messages[index].msg_hdr;
  header->msg_name = block_sockaddr(to);
  header->msg_namelen = to->length;
  return true;
}

static bool read_list(Args *args, uint32_t *count) {
  uint32_t addresses = 0;
  if (napi_get_array_length(args->env, args->values[1], count) != napi_ok ||
      napi_get_array_length(args->env, args->values[2], &addresses) != napi_ok) {
    throw_type(args->env, args->name, "the messages", "an array of buffers and one of addresses");
    return false;
  }
  if (*count <= BATCH_MAX && addresses >= *count) return true;
  throw_range(args->env, args->name, "the number of messages", "at most 1024");
  return false;
}

static napi_value js_sendmmsg(napi_env env, napi_callback_info info) {
  Args args;
  int fd;
  int flags;
  uint32_t count;
  Batch batch;
  if (!args_read(&args, env, info, 4) || !args_fd(&args, 0, &fd) ||
      !args_int(&args, 3, "the flags", &flags) || !read_list(&args, &count))
    return NULL;
  bool ok = batch_create(&batch, count);
  int result = -ENOMEM;
  bool read = true;
  for (uint32_t i = 0; ok && read && i < count; i++)
    read = read_outgoing(&args, i, &batch);
  if (ok && read) result = sys_sendmmsg(fd, &batch, flags);
  batch_free(&batch);
  return read ? make_result(env, result) : NULL;
}

void define_batch(napi_env env, napi_value exports) {
  static const Function functions[] = {{"recvmmsg", js_recvmmsg}, {"sendmmsg", js_sendmmsg}};
  define_functions(env, exports, functions, COUNT_OF(functions));
}
