#include "sockaddr.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/un.h>

#include "addon.h"

#define UNIX_PATH_OFFSET offsetof(struct sockaddr_un, sun_path)

bool block_of(Bytes bytes, AddressBlock **out) {
  if (bytes.length != sizeof **out || (uintptr_t)bytes.data % sizeof(uint32_t) != 0) return false;
  *out = (AddressBlock *)bytes.data;
  if ((*out)->length > sizeof(*out)->storage) (*out)->length = sizeof(*out)->storage;
  return true;
}

bool args_address(Args *args, size_t index, AddressBlock **out) {
  Bytes bytes;
  if (!args_bytes(args, index, "the address block", &bytes)) return false;
  if (block_of(bytes, out)) return true;
  throw_range(args->env, args->name, "the address block", "of ADDRESS_BLOCK_BYTES bytes");
  return false;
}

void block_set_length(AddressBlock *block, size_t length) {
  size_t capacity = sizeof block->storage;
  if (length > capacity) length = capacity;
  block->length = (uint32_t)length;
  /* The rest fits, because the capacity is a whole number of words. */
  size_t rest = (sizeof(uint32_t) - length % sizeof(uint32_t)) % sizeof(uint32_t);
  memset((char *)&block->storage + length, 0, rest);
}

static napi_value decode_inet(napi_env env, const struct sockaddr_in *in) {
  char host[INET_ADDRSTRLEN];
  napi_value object = NULL;
  inet_ntop(AF_INET, &in->sin_addr, host, sizeof host);
  napi_create_object(env, &object);
  set_property(env, object, "host", make_string(env, host));
  set_property(env, object, "port", make_result(env, ntohs(in->sin_port)));
  return object;
}

static napi_value decode_inet6(napi_env env, const struct sockaddr_in6 *in) {
  char host[INET6_ADDRSTRLEN];
  napi_value object = NULL;
  inet_ntop(AF_INET6, &in->sin6_addr, host, sizeof host);
  napi_create_object(env, &object);
  set_property(env, object, "host", make_string(env, host));
  set_property(env, object, "port", make_result(env, ntohs(in->sin6_port)));
  set_property(env, object, "flowinfo", make_result(env, ntohl(in->sin6_flowinfo)));
  set_property(env, object, "scopeId", make_result(env, in->sin6_scope_id));
  return object;
}

static napi_value decode_unix(napi_env env, const struct sockaddr_un *un, size_t length) {
  size_t bytes = length <= UNIX_PATH_OFFSET ? 0 : length - UNIX_PATH_OFFSET;
  if (bytes > sizeof un->sun_path) bytes = sizeof un->sun_path;
  /* The path of a file ends at its first NUL; an abstract name starts with a NUL and may have more. */
  if (bytes > 0 && un->sun_path[0] != '\0') bytes = strnlen(un->sun_path, bytes);
  return make_buffer(env, un->sun_path, bytes);
}

napi_value address_decode(napi_env env, const struct sockaddr *address, size_t length) {
  if (length < sizeof(sa_family_t)) return make_null(env);
  if (address->sa_family == AF_INET && length >= sizeof(struct sockaddr_in))
    return decode_inet(env, (const struct sockaddr_in *)(const void *)address);
  if (address->sa_family == AF_INET6 && length >= sizeof(struct sockaddr_in6))
    return decode_inet6(env, (const struct sockaddr_in6 *)(const void *)address);
  if (address->sa_family == AF_UNIX)
    return decode_unix(env, (const struct sockaddr_un *)(const void *)address, length);
  return make_null(env);
}

static int sys_encode_inet(AddressBlock *block, const char *host, uint16_t port, uint32_t flowinfo,
                           uint32_t scope_id) {
  memset(block, 0, sizeof *block);
  struct sockaddr_in *in = (struct sockaddr_in *)&block->storage;
  struct sockaddr_in6 *in6 = (struct sockaddr_in6 *)&block->storage;
  if (inet_pton(AF_INET, host, &in->sin_addr) == 1) {
    in->sin_family = AF_INET;
    in->sin_port = htons(port);
    return (int)(block->length = sizeof *in);
  }
  if (inet_pton(AF_INET6, host, &in6->sin6_addr) != 1) return -EINVAL;
  in6->sin6_family = AF_INET6;
  in6->sin6_port = htons(port);
  in6->sin6_flowinfo = htonl(flowinfo);
  in6->sin6_scope_id = scope_id;
  return (int)(block->length = sizeof *in6);
}

static int sys_encode_unix(AddressBlock *block, const uint8_t *path, size_t length) {
  memset(block, 0, sizeof *block);
  struct sockaddr_un *un = (struct sockaddr_un *)&block->storage;
  bool is_file = length > 0 && path[0] != '\0';
  if (length + (is_file ? 1 : 0) > sizeof un->sun_path) return -ENAMETOOLONG;
  if (is_file && memchr(path, '\0', length) != NULL) return -EINVAL;
  un->sun_family = AF_UNIX;
  if (length > 0) memcpy(un->sun_path, path, length);
  return (int)(block->length = (uint32_t)(UNIX_PATH_OFFSET + length + (is_file ? 1 : 0)));
}

static napi_value js_address_encode_inet(napi_env env, napi_callback_info info) {
  Args args;
  AddressBlock *block;
  char host[INET6_ADDRSTRLEN + 1];
  uint32_t port;
  uint32_t flowinfo;
  uint32_t scope_id;
  if (!args_read(&args, env, info, 5) || !args_address(&args, 0, &block) ||
      !args_string(&args, 1, "the host", host, sizeof host) ||
      !args_uint(&args, 2, "the port", &port) || !args_uint(&args, 3, "the flowinfo", &flowinfo) ||
      !args_uint(&args, 4, "the scopeId", &scope_id))
    return NULL;
  if (port > UINT16_MAX) {
    throw_range(env, args.name, "the port", "an integer from 0 to 65535");
    return NULL;
  }
  return make_result(env, sys_encode_inet(block, host, (uint16_t)port, flowinfo, scope_id));
}

static napi_value js_address_encode_unix(napi_env env, napi_callback_info info) {
  Args args;
  AddressBlock *block;
  Bytes path;
  if (!args_read(&args, env, info, 2) || !args_address(&args, 0, &block) ||
      !args_bytes(&args, 1, "the path", &path))
    return NULL;
  return make_result(env, sys_encode_unix(block, path.data, path.length));
}

static napi_value js_address_decode(napi_env env, napi_callback_info info) {
  Args args;
  AddressBlock *block;
  if (!args_read(&args, env, info, 1) || !args_address(&args, 0, &block)) return NULL;
  return address_decode(env, block_sockaddr(block), block->length);
}

void define_sockaddr(napi_env env, napi_value exports) {
  static const Function functions[] = {
      {"addressEncodeInet", js_address_encode_inet},
      {"addressEncodeUnix", js_address_encode_unix},
      {"addressDecode", js_address_decode},
  };
  define_functions(env, exports, functions, COUNT_OF(functions));
  set_property(env, exports, "ADDRESS_BLOCK_BYTES", make_result(env, sizeof(AddressBlock)));
  set_property(env, exports, "MAX_UNIX_PATH",
               make_result(env, sizeof((struct sockaddr_un *)0)->sun_path));
}
