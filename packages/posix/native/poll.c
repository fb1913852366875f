/* poll(2) on triples [fd, events, ready] in an Int32Array of the caller. */
#include <poll.h>
#include <stdlib.h>

#include "addon.h"
#include "blocking.h"
#include "compat.h"

enum { TRIPLE = 3 };

typedef struct {
  int32_t *entries;
  size_t count;
  struct pollfd *fds; /* count entries, and one for the edge that interrupts the wait */
} PollRequest;

static void fds_fill(PollRequest *request) {
  for (size_t i = 0; i < request->count; i++) {
    const int32_t *entry = request->entries + i * TRIPLE;
    request->fds[i] = (struct pollfd){.fd = entry[0], .events = (short)entry[1]};
  }
}

static int fds_report(PollRequest *request) {
  int ready = 0;
  for (size_t i = 0; i < request->count; i++) {
    request->entries[i * TRIPLE + 2] = request->fds[i].revents;
    if (request->fds[i].revents != 0) ready++;
  }
  return ready;
}

static int sys_poll(void *context, int edge_fd, int timeout_ms, bool *edge) {
  PollRequest *request = context;
  size_t count = request->count;
  request->fds[count] = (struct pollfd){.fd = edge_fd, .events = POLLIN};
  int ready = poll(request->fds, (nfds_t)(count + 1), timeout_ms);
  if (ready < 0) return -errno;
  *edge = request->fds[count].revents != 0;
  return fds_report(request);
}

static bool read_request(Args *args, napi_env env, napi_callback_info info, PollRequest *request,
                         double *timeout_ms) {
  size_t capacity;
  uint32_t count;
  if (!args_read(args, env, info, 3) ||
      !args_int32_array(args, 0, "the entries", &request->entries, &capacity) ||
      !args_uint(args, 1, "the count", &count) || !args_double(args, 2, "the timeout", timeout_ms))
    return false;
  if (count > capacity / TRIPLE) {
    throw_range(env, args->name, "the count", "at most the number of triples");
    return false;
  }
  request->count = count;
  request->fds = malloc((request->count + 1) * sizeof *request->fds);
  if (request->fds == NULL) {
    napi_throw_error(env, "ENOMEM", "poll: out of memory");
    return false;
  }
  fds_fill(request);
  return true;
}

static napi_value js_poll(napi_env env, napi_callback_info info) {
  Args args;
  PollRequest request;
  double timeout_ms;
  bool edge;
  if (!read_request(&args, env, info, &request, &timeout_ms)) return NULL;
  int ready = sys_poll(&request, -1, blocking_round_timeout(timeout_ms), &edge);
  free(request.fds);
  return make_result(env, ready);
}

static napi_value js_wait_poll(napi_env env, napi_callback_info info) {
  Args args;
  PollRequest request;
  double timeout_ms;
  BusyPoll *busy;
  if (!read_request(&args, env, info, &request, &timeout_ms)) return NULL;
  napi_value result = NULL;
  if (args_busy_poll(&args, 3, &busy))
    result = make_result(env, blocking_wait(state_of(env), timeout_ms, sys_poll, &request, busy));
  free(request.fds);
  return result;
}

void define_poll(napi_env env, napi_value exports) {
  static const Function functions[] = {{"poll", js_poll}, {"waitPoll", js_wait_poll}};
  define_functions(env, exports, functions, COUNT_OF(functions));
}
