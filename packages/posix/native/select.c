/* select(2) on triples [fd, events, ready] in an Int32Array of the caller. */
#include <stdlib.h>
#include <string.h>
#include <sys/select.h>

#include "addon.h"
#include "blocking.h"
#include "compat.h"

enum { SELECT_READ = 1, SELECT_WRITE = 2, SELECT_EXCEPT = 4, TRIPLE = 3 };

/* The kernel takes sets of any size; only the fd_set of the headers ends at FD_SETSIZE. Callers may not exceed FD_SETSIZE, but the
 * edge that interrupts the wait may, so the sets are as long as needed. */
typedef struct {
  int32_t *entries;
  size_t count;
  int highest;
  size_t words; /* the length of each set */
  unsigned long *sets;
} SelectRequest;

enum { WORD_BITS = 8 * sizeof(unsigned long) };

static void set_add(unsigned long *set, int fd) {
  set[(size_t)fd / WORD_BITS] |= 1UL << ((size_t)fd % WORD_BITS);
}

static bool set_has(const unsigned long *set, int fd) {
  return (set[(size_t)fd / WORD_BITS] >> ((size_t)fd % WORD_BITS) & 1UL) != 0;
}

static bool sets_reserve(SelectRequest *request, int highest) {
  size_t words = highest < 0 ? 0 : (size_t)highest / WORD_BITS + 1;
  if (words < FD_SETSIZE / WORD_BITS) words = FD_SETSIZE / WORD_BITS;
  if (words > request->words) {
    unsigned long *grown = realloc(request->sets, 3 * words * sizeof *grown);
    if (grown == NULL) return false;
    request->sets = grown;
    request->words = words;
  }
  memset(request->sets, 0, 3 * request->words * sizeof *request->sets);
  return true;
}

static void sets_fill(SelectRequest *request) {
  for (size_t i = 0; i < request->count; i++) {
    const int32_t *entry = request->entries + i * TRIPLE;
    for (int kind = 0; kind < 3; kind++)
      if (entry[1] & 1 << kind) set_add(request->sets + (size_t)kind * request->words, entry[0]);
  }
}

static int sets_report(SelectRequest *request) {
  int ready = 0;
  for (size_t i = 0; i < request->count; i++) {
    int32_t *entry = request->entries + i * TRIPLE;
    entry[2] = 0;
    for (int kind = 0; kind < 3; kind++)
      if ((entry[1] & 1 << kind) &&
          set_has(request->sets + (size_t)kind * request->words, entry[0]))
        entry[2] |= 1 << kind;
    if (entry[2] != 0) ready++;
  }
  return ready;
}

static int sys_select(void *context, int edge_fd, int timeout_ms, bool *edge) {
  SelectRequest *request = context;
  int highest = edge_fd > request->highest ? edge_fd : request->highest;
  if (!sets_reserve(request, highest)) return -ENOMEM;
  sets_fill(request);
  if (edge_fd >= 0) set_add(request->sets, edge_fd);
  struct timeval timeout = {timeout_ms / 1000, timeout_ms % 1000 * 1000};
  unsigned long *sets = request->sets;
  int ready = select(highest + 1, (fd_set *)sets, (fd_set *)(sets + request->words),
                     (fd_set *)(sets + 2 * request->words), timeout_ms < 0 ? NULL : &timeout);
  if (ready < 0) return -errno;
  *edge = edge_fd >= 0 && set_has(sets, edge_fd);
  return sets_report(request);
}

static bool read_request(Args *args, napi_env env, napi_callback_info info, SelectRequest *request,
                         double *timeout_ms) {
  size_t capacity;
  uint32_t count;
  *request = (SelectRequest){.highest = -1};
  if (!args_read(args, env, info, 3) ||
      !args_int32_array(args, 0, "the entries", &request->entries, &capacity) ||
      !args_uint(args, 1, "the count", &count) || !args_double(args, 2, "the timeout", timeout_ms))
    return false;
  request->count = count;
  bool fits = count <= capacity / TRIPLE;
  for (size_t i = 0; fits && i < request->count; i++) {
    int fd = request->entries[i * TRIPLE];
    if (fd > request->highest) request->highest = fd;
    fits = fd >= 0 && fd < FD_SETSIZE;
  }
  if (!fits) throw_range(env, args->name, "each entry", "a triple with 0 <= fd < FD_SETSIZE");
  return fits;
}

static napi_value js_select(napi_env env, napi_callback_info info) {
  Args args;
  SelectRequest request;
  double timeout_ms;
  bool edge;
  if (!read_request(&args, env, info, &request, &timeout_ms)) return NULL;
  int ready = sys_select(&request, -1, blocking_round_timeout(timeout_ms), &edge);
  free(request.sets);
  return make_result(env, ready);
}

static napi_value js_wait_select(napi_env env, napi_callback_info info) {
  Args args;
  SelectRequest request;
  double timeout_ms;
  BusyPoll *busy;
  if (!read_request(&args, env, info, &request, &timeout_ms)) return NULL;
  napi_value result = NULL;
  if (args_busy_poll(&args, 3, &busy))
    result = make_result(env, blocking_wait(state_of(env), timeout_ms, sys_select, &request, busy));
  free(request.sets);
  return result;
}

void define_select(napi_env env, napi_value exports) {
  static const Function functions[] = {{"select", js_select}, {"waitSelect", js_wait_select}};
  define_functions(env, exports, functions, COUNT_OF(functions));
  set_property(env, exports, "SELECT_READ", make_result(env, SELECT_READ));
  set_property(env, exports, "SELECT_WRITE", make_result(env, SELECT_WRITE));
  set_property(env, exports, "SELECT_EXCEPT", make_result(env, SELECT_EXCEPT));
  set_property(env, exports, "FD_SETSIZE", make_result(env, FD_SETSIZE));
}
