/* The numbers come from the headers of the machine that compiles this file. constant-table.h has -1 for names that the headers
 * lack, which every call refuses with EINVAL or ENOPROTOOPT. */
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <netinet/udp.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#ifdef __linux__
#include <linux/errqueue.h>
#include <linux/net_tstamp.h>
#include <sys/epoll.h>
#endif

#include "addon.h"
#include "compat.h"
#include "napi-util.h"
#ifdef FDSET_HAS_KQUEUE
#include <sys/event.h>
#endif

typedef struct {
  const char *name;
  int64_t value; /* EPOLLET is the 32nd bit */
} Constant;

#include "constant-table.h"

static napi_value make_record(napi_env env, const Constant *entries, size_t count) {
  napi_value record = NULL;
  napi_create_object(env, &record);
  for (size_t i = 0; i < count; i++)
    set_property(env, record, entries[i].name, make_number(env, (double)entries[i].value));
  return record;
}

void define_constants(napi_env env, napi_value exports) {
  set_property(env, exports, "INTERFACE", make_number(env, ADDON_INTERFACE));
  set_property(env, exports, "constants", make_record(env, constants, COUNT_OF(constants)));
  set_property(env, exports, "errnoNumbers", make_record(env, errnos, COUNT_OF(errnos)));
}
