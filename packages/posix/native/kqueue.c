/* kqueue(2). Waits return triples [fd, generation, filter]; the generation distinguishes a registration from an older one of the
 * same number. Compare epoll.c. Unlike epoll, a kqueue has one entry for each filter of a descriptor, and loses its entries when
 * the number is closed. */
#include "addon.h"
#include "blocking.h"
#include "compat.h"
#include "interrupt.h"

#ifdef FDSET_HAS_KQUEUE
#include <poll.h>
#include <stdlib.h>
#include <sys/event.h>
#include <sys/types.h>

#include "ownership.h"

enum { TRIPLE = 3, STACK_BATCH = 256, MAX_EVENTS = 1 << 20 };

static int sys_kqueue_create(void) { return compat_prepare_fd(kqueue(), 0); }

static int sys_kqueue_ctl(int kq, int fd, int filter, int flags, uint32_t generation) {
  struct kevent change;
  EV_SET(&change, (uintptr_t)fd, (int16_t)filter, (uint16_t)flags, 0, 0,
         (void *)(uintptr_t)generation);
  return kevent(kq, &change, 1, NULL, 0, NULL) < 0 ? -errno : 0;
}

typedef struct {
  int kq;
  int32_t *triples;
  size_t capacity;
} KqueueRequest;

static void report(const KqueueRequest *request, const struct kevent *events, int ready) {
  for (int i = 0; i < ready; i++) {
    int32_t *triple = request->triples + (size_t)i * TRIPLE;
    triple[0] = (int32_t)events[i].ident;
    triple[1] = (int32_t)(uint32_t)(uintptr_t)events[i].udata;
    triple[2] = (int32_t)events[i].filter;
  }
}

static int wait_into(const KqueueRequest *request, struct kevent *events, int timeout_ms) {
  struct timespec timeout = {.tv_sec = timeout_ms / 1000,
                             .tv_nsec = (long)(timeout_ms % 1000) * 1000000};
  int ready = kevent(request->kq, NULL, 0, events, (int)request->capacity,
                     timeout_ms < 0 ? NULL : &timeout);
  if (ready < 0) return -errno;
  report(request, events, ready);
  return ready;
}

static int sys_kqueue_wait(const KqueueRequest *request, int timeout_ms) {
  struct kevent few[STACK_BATCH];
  if (request->capacity <= STACK_BATCH) return wait_into(request, few, timeout_ms);
  struct kevent *many = malloc(request->capacity * sizeof *many);
  if (many == NULL) return -ENOMEM;
  int ready = wait_into(request, many, timeout_ms);
  free(many);
  return ready;
}

static int sys_kqueue_look(const KqueueRequest *request) {
  int ready;
  do {
    ready = sys_kqueue_wait(request, 0);
  } while (ready == -EINTR);
  return ready;
}

/* The loop's edge cannot be in the user's set, because the loop may watch that set, and two kqueues may not watch each other. So
 * this waits for both with poll(2), and then reads the user's set. */
static int wait_kqueue_once(void *context, int edge_fd, int timeout_ms, bool *edge) {
  KqueueRequest *request = context;
  if (timeout_ms == 0) return sys_kqueue_wait(request, 0);
  struct pollfd fds[2] = {{.fd = request->kq, .events = POLLIN}, {.fd = edge_fd, .events = POLLIN}};
  if (poll(fds, 2, timeout_ms) < 0) return -errno;
  *edge = fds[1].revents != 0;
  return fds[0].revents != 0 ? sys_kqueue_look(request) : 0;
}

static bool read_wait(Args *args, napi_env env, napi_callback_info info, KqueueRequest *request,
                      double *timeout_ms) {
  size_t length;
  if (!args_read(args, env, info, 3) || !args_fd(args, 0, &request->kq) ||
      !args_int32_array(args, 1, "the events", &request->triples, &length) ||
      !args_double(args, 2, "the timeout", timeout_ms))
    return false;
  request->capacity = length / TRIPLE;
  if (request->capacity > MAX_EVENTS) request->capacity = MAX_EVENTS;
  /* kevent(2) without room for an event would not wait at all. */
  if (request->capacity > 0) return true;
  throw_range(env, args->name, "the events", "an Int32Array of at least one triple");
  return false;
}

static napi_value js_kqueue_create(napi_env env, napi_callback_info info) {
  (void)info;
  return make_result(env, own(state_of(env), sys_kqueue_create()));
}

static napi_value js_kqueue_ctl(napi_env env, napi_callback_info info) {
  Args args;
  int kq;
  int fd;
  int filter;
  int flags;
  uint32_t generation;
  if (!args_read(&args, env, info, 5) || !args_fd(&args, 0, &kq) || !args_fd(&args, 1, &fd) ||
      !args_int(&args, 2, "the filter", &filter) || !args_int(&args, 3, "the flags", &flags) ||
      !args_uint(&args, 4, "the generation", &generation))
    return NULL;
  return make_result(env, sys_kqueue_ctl(kq, fd, filter, flags, generation));
}

static napi_value js_kqueue_wait(napi_env env, napi_callback_info info) {
  Args args;
  KqueueRequest request;
  double timeout_ms;
  if (!read_wait(&args, env, info, &request, &timeout_ms)) return NULL;
  return make_result(env, sys_kqueue_wait(&request, blocking_round_timeout(timeout_ms)));
}

static napi_value js_wait_kqueue(napi_env env, napi_callback_info info) {
  Args args;
  KqueueRequest request;
  double timeout_ms;
  BusyPoll *busy;
  if (!read_wait(&args, env, info, &request, &timeout_ms) || !args_busy_poll(&args, 3, &busy))
    return NULL;
  State *state = state_of(env);
  /* Signals are checked before the set is read, because an error afterwards would lose events that are reported only once. */
  int ready = timeout_ms == 0 ? 0 : check_interrupt(state);
  if (ready == 0) ready = sys_kqueue_look(&request);
  if (ready > 0 && timeout_ms != 0) spinning_note_ready(busy);
  if (ready == 0 && timeout_ms != 0)
    ready = blocking_wait(state, timeout_ms, wait_kqueue_once, &request, busy);
  return make_result(env, ready);
}

void define_kqueue(napi_env env, napi_value exports) {
  static const Function functions[] = {{"kqueueCreate", js_kqueue_create},
                                       {"kqueueCtl", js_kqueue_ctl},
                                       {"kqueueWait", js_kqueue_wait},
                                       {"waitKqueue", js_wait_kqueue}};
  define_functions(env, exports, functions, COUNT_OF(functions));
}
#else
void define_kqueue(napi_env env, napi_value exports) {
  (void)env;
  (void)exports;
}
#endif
