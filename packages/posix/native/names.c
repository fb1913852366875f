/* Resolves names of hosts, services and interfaces. The resolver blocks, so each look-up can also run on libuv's thread pool and
 * return a promise. */
#include <arpa/inet.h>
#include <net/if.h>
#include <netdb.h>
#include <stdlib.h>
#include <string.h>

#include "addon.h"
#include "compat.h"
#include "sockaddr.h"

enum { NAME_BYTES = 1026 };

/* The result of a look-up is 0, an EAI_* code, or for EAI_SYSTEM -errno minus this base, so that it is no EAI_* code. */
enum { SYSTEM_ERROR_BASE = 100000 };

static int resolver_result(int code) {
  return code == EAI_SYSTEM ? -(SYSTEM_ERROR_BASE + errno) : code;
}

typedef struct {
  bool by_address; /* getnameinfo */
  bool has_host;
  bool has_service;
  char host[NAME_BYTES];
  char service[NAME_BYTES];
  struct addrinfo hints;
  struct addrinfo *found;
  AddressBlock address;
  int flags;
  int result;
  napi_async_work work;
  napi_deferred deferred;
} Lookup;

static void lookup_run(Lookup *lookup) {
  if (lookup->by_address) {
    lookup->result = resolver_result(
        getnameinfo(block_sockaddr(&lookup->address), lookup->address.length, lookup->host,
                    sizeof lookup->host, lookup->service, sizeof lookup->service, lookup->flags));
    return;
  }
  lookup->result = resolver_result(getaddrinfo(lookup->has_host ? lookup->host : NULL,
                                               lookup->has_service ? lookup->service : NULL,
                                               &lookup->hints, &lookup->found));
}

static napi_value make_address_info(napi_env env, const struct addrinfo *info) {
  napi_value object = NULL;
  napi_create_object(env, &object);
  set_property(env, object, "family", make_result(env, info->ai_family));
  set_property(env, object, "type", make_result(env, info->ai_socktype));
  set_property(env, object, "protocol", make_result(env, info->ai_protocol));
  if (info->ai_canonname != NULL)
    set_property(env, object, "canonname", make_string(env, info->ai_canonname));
  set_property(env, object, "address", address_decode(env, info->ai_addr, info->ai_addrlen));
  return object;
}

static napi_value lookup_result(napi_env env, const Lookup *lookup) {
  napi_value result = NULL;
  if (lookup->result != 0) return make_result(env, lookup->result);
  if (lookup->by_address) {
    napi_create_object(env, &result);
    set_property(env, result, "host", make_string(env, lookup->host));
    set_property(env, result, "service", make_string(env, lookup->service));
    return result;
  }
  uint32_t count = 0;
  napi_create_array(env, &result);
  for (const struct addrinfo *info = lookup->found; info != NULL; info = info->ai_next)
    napi_set_element(env, result, count++, make_address_info(env, info));
  return result;
}

static void lookup_free(Lookup *lookup) {
  if (lookup->found != NULL) freeaddrinfo(lookup->found);
  free(lookup);
}

static void on_execute(napi_env env, void *data) {
  (void)env;
  lookup_run(data);
}

/* The promise always resolves; TypeScript turns a number into an error. */
static void on_complete(napi_env env, napi_status status, void *data) {
  Lookup *lookup = data;
  if (status == napi_cancelled) lookup->result = EAI_AGAIN;
  napi_resolve_deferred(env, lookup->deferred, lookup_result(env, lookup));
  napi_delete_async_work(env, lookup->work);
  lookup_free(lookup);
}

static napi_value lookup_start(napi_env env, Lookup *lookup) {
  napi_value promise = NULL;
  napi_value name = make_string(env, "fdset.lookup");
  if (napi_create_promise(env, &lookup->deferred, &promise) != napi_ok ||
      napi_create_async_work(env, NULL, name, on_execute, on_complete, lookup, &lookup->work) !=
          napi_ok ||
      napi_queue_async_work(env, lookup->work) != napi_ok) {
    lookup_free(lookup);
    return NULL;
  }
  return promise;
}

static napi_value lookup_now(napi_env env, Lookup *lookup) {
  lookup_run(lookup);
  napi_value result = lookup_result(env, lookup);
  lookup_free(lookup);
  return result;
}

static bool read_getaddrinfo(Args *args, napi_env env, napi_callback_info info, Lookup *lookup) {
  if (!args_read(args, env, info, 7)) return false;
  lookup->has_host = !args_is_nullish(args, 0);
  lookup->has_service = !args_is_nullish(args, 1);
  return (!lookup->has_host ||
          args_string(args, 0, "the host", lookup->host, sizeof lookup->host)) &&
         (!lookup->has_service ||
          args_string(args, 1, "the service", lookup->service, sizeof lookup->service)) &&
         args_int(args, 2, "the family", &lookup->hints.ai_family) &&
         args_int(args, 3, "the type", &lookup->hints.ai_socktype) &&
         args_int(args, 4, "the protocol", &lookup->hints.ai_protocol) &&
         args_int(args, 5, "the flags", &lookup->hints.ai_flags);
}

static bool read_getnameinfo(Args *args, napi_env env, napi_callback_info info, Lookup *lookup) {
  AddressBlock *block;
  lookup->by_address = true;
  if (!args_read(args, env, info, 3) || !args_address(args, 0, &block) ||
      !args_int(args, 1, "the flags", &lookup->flags))
    return false;
  lookup->address = *block;
  return true;
}

/* The last argument tells whether to return a promise. */
static napi_value js_lookup(napi_env env, napi_callback_info info, size_t async_index,
                            bool (*read)(Args *, napi_env, napi_callback_info, Lookup *)) {
  Args args;
  bool async;
  Lookup *lookup = calloc(1, sizeof *lookup);
  if (lookup == NULL) return make_result(env, EAI_MEMORY);
  if (!read(&args, env, info, lookup) || !args_bool(&args, async_index, "async", &async)) {
    lookup_free(lookup);
    return NULL;
  }
  return async ? lookup_start(env, lookup) : lookup_now(env, lookup);
}

static napi_value js_getaddrinfo(napi_env env, napi_callback_info info) {
  return js_lookup(env, info, 6, read_getaddrinfo);
}

static napi_value js_getnameinfo(napi_env env, napi_callback_info info) {
  return js_lookup(env, info, 2, read_getnameinfo);
}

static napi_value js_inet_pton(napi_env env, napi_callback_info info) {
  Args args;
  int family;
  char text[INET6_ADDRSTRLEN + 1];
  uint8_t bytes[sizeof(struct in6_addr)];
  if (!args_read(&args, env, info, 2) || !args_int(&args, 0, "the family", &family) ||
      !args_string(&args, 1, "the address", text, sizeof text))
    return NULL;
  if (family != AF_INET && family != AF_INET6) return make_result(env, -EAFNOSUPPORT);
  if (inet_pton(family, text, bytes) != 1) return make_result(env, -EINVAL);
  return make_buffer(env, bytes,
                     family == AF_INET ? sizeof(struct in_addr) : sizeof(struct in6_addr));
}

static napi_value js_inet_ntop(napi_env env, napi_callback_info info) {
  Args args;
  int family;
  Bytes bytes;
  char text[INET6_ADDRSTRLEN];
  if (!args_read(&args, env, info, 2) || !args_int(&args, 0, "the family", &family) ||
      !args_bytes(&args, 1, "the address", &bytes))
    return NULL;
  if (family != AF_INET && family != AF_INET6) return make_result(env, -EAFNOSUPPORT);
  size_t wanted = family == AF_INET ? sizeof(struct in_addr) : sizeof(struct in6_addr);
  if (bytes.length != wanted) return make_result(env, -EINVAL);
  return make_string(env, inet_ntop(family, bytes.data, text, sizeof text));
}

static napi_value js_if_nametoindex(napi_env env, napi_callback_info info) {
  Args args;
  char name[256];
  if (!args_read(&args, env, info, 1) ||
      !args_string(&args, 0, "the interface name", name, sizeof name))
    return NULL;
  unsigned index = if_nametoindex(name);
  return make_result(env, index == 0 ? -errno : (ssize_t)index);
}

static napi_value js_if_indextoname(napi_env env, napi_callback_info info) {
  Args args;
  uint32_t index;
  char name[IF_NAMESIZE];
  if (!args_read(&args, env, info, 1) || !args_uint(&args, 0, "the interface index", &index))
    return NULL;
  return if_indextoname(index, name) == NULL ? make_result(env, -errno) : make_string(env, name);
}

static napi_value js_if_nameindex(napi_env env, napi_callback_info info) {
  (void)info;
  struct if_nameindex *interfaces = if_nameindex();
  if (interfaces == NULL) return make_result(env, -errno);
  napi_value array = NULL;
  napi_create_array(env, &array);
  for (uint32_t i = 0; interfaces[i].if_index != 0; i++) {
    napi_value entry = NULL;
    napi_create_object(env, &entry);
    set_property(env, entry, "index", make_result(env, interfaces[i].if_index));
    set_property(env, entry, "name", make_string(env, interfaces[i].if_name));
    napi_set_element(env, array, i, entry);
  }
  if_freenameindex(interfaces);
  return array;
}

void define_names(napi_env env, napi_value exports) {
  static const Function functions[] = {
      {"getaddrinfo", js_getaddrinfo},      {"getnameinfo", js_getnameinfo},
      {"inetPton", js_inet_pton},           {"inetNtop", js_inet_ntop},
      {"ifNametoindex", js_if_nametoindex}, {"ifIndextoname", js_if_indextoname},
      {"ifNameindex", js_if_nameindex},
  };
  define_functions(env, exports, functions, COUNT_OF(functions));
  set_property(env, exports, "SYSTEM_ERROR_BASE", make_result(env, SYSTEM_ERROR_BASE));
}
