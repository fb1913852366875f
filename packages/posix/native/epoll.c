/* epoll(7). Waits return triples [fd, generation, events]; the generation distinguishes a registration from an older one of the
 * same number. */
#include "addon.h"
#include "blocking.h"
#include "compat.h"
#include "interrupt.h"

#ifdef __linux__
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>

#include "ownership.h"

enum { TRIPLE = 3, STACK_BATCH = 256, MAX_EVENTS = 1 << 20 };

static int sys_epoll_create(void) {
  int fd = epoll_create1(EPOLL_CLOEXEC);
  return fd < 0 ? -errno : fd;
}

static int sys_epoll_ctl(int epfd, int op, int fd, uint32_t events, uint32_t generation) {
  struct epoll_event event;
  memset(&event, 0, sizeof event);
  event.events = events;
  event.data.u64 = (uint64_t)generation << 32 | (uint32_t)fd;
  return epoll_ctl(epfd, op, fd, &event) < 0 ? -errno : 0;
}

typedef struct {
  int epfd;
  int32_t *triples;
  size_t capacity;
} EpollRequest;

/* The events are copied, because struct epoll_event is packed only on x86-64. */
static void report(const EpollRequest *request, const struct epoll_event *events, int ready) {
  for (int i = 0; i < ready; i++) {
    int32_t *triple = request->triples + (size_t)i * TRIPLE;
    triple[0] = (int32_t)(uint32_t)events[i].data.u64;
    triple[1] = (int32_t)(events[i].data.u64 >> 32);
    triple[2] = (int32_t)events[i].events;
  }
}

static int wait_into(const EpollRequest *request, struct epoll_event *events, int timeout_ms) {
  int ready = epoll_wait(request->epfd, events, (int)request->capacity, timeout_ms);
  if (ready < 0) return -errno;
  report(request, events, ready);
  return ready;
}

static int sys_epoll_wait(const EpollRequest *request, int timeout_ms) {
  struct epoll_event few[STACK_BATCH];
  if (request->capacity <= STACK_BATCH) return wait_into(request, few, timeout_ms);
  struct epoll_event *many = malloc(request->capacity * sizeof *many);
  if (many == NULL) return -ENOMEM;
  int ready = wait_into(request, many, timeout_ms);
  free(many);
  return ready;
}

static int sys_epoll_look(const EpollRequest *request) {
  int ready;
  do {
    ready = sys_epoll_wait(request, 0);
  } while (ready == -EINTR);
  return ready;
}

/* The loop's edge cannot be in the user's set, because the loop may watch that set, and the kernel refuses two epoll sets that
 * watch each other (ELOOP). So this waits for both with poll(2), and then reads the user's set. */
static int wait_epoll_once(void *context, int edge_fd, int timeout_ms, bool *edge) {
  EpollRequest *request = context;
  if (timeout_ms == 0) return sys_epoll_wait(request, 0);
  struct pollfd fds[2] = {{.fd = request->epfd, .events = POLLIN},
                          {.fd = edge_fd, .events = POLLIN}};
  if (poll(fds, 2, timeout_ms) < 0) return -errno;
  *edge = fds[1].revents != 0;
  return fds[0].revents != 0 ? sys_epoll_look(request) : 0;
}

static bool read_wait(Args *args, napi_env env, napi_callback_info info, EpollRequest *request,
                      double *timeout_ms) {
  size_t length;
  if (!args_read(args, env, info, 3) || !args_fd(args, 0, &request->epfd) ||
      !args_int32_array(args, 1, "the events", &request->triples, &length) ||
      !args_double(args, 2, "the timeout", timeout_ms))
    return false;
  request->capacity = length / TRIPLE;
  if (request->capacity > MAX_EVENTS) request->capacity = MAX_EVENTS;
  if (request->capacity > 0) return true;
  throw_range(env, args->name, "the events", "an Int32Array of at least one triple");
  return false;
}

static napi_value js_epoll_create(napi_env env, napi_callback_info info) {
  (void)info;
  return make_result(env, own(state_of(env), sys_epoll_create()));
}

static napi_value js_epoll_ctl(napi_env env, napi_callback_info info) {
  Args args;
  int epfd;
  int op;
  int fd;
  uint32_t events;
  uint32_t generation;
  if (!args_read(&args, env, info, 5) || !args_fd(&args, 0, &epfd) ||
      !args_int(&args, 1, "the operation", &op) || !args_fd(&args, 2, &fd) ||
      !args_uint(&args, 3, "the events", &events) ||
      !args_uint(&args, 4, "the generation", &generation))
    return NULL;
  return make_result(env, sys_epoll_ctl(epfd, op, fd, events, generation));
}

static napi_value js_epoll_wait(napi_env env, napi_callback_info info) {
  Args args;
  EpollRequest request;
  double timeout_ms;
  if (!read_wait(&args, env, info, &request, &timeout_ms)) return NULL;
  return make_result(env, sys_epoll_wait(&request, blocking_round_timeout(timeout_ms)));
}

static napi_value js_wait_epoll(napi_env env, napi_callback_info info) {
  Args args;
  EpollRequest request;
  double timeout_ms;
  BusyPoll *busy;
  if (!read_wait(&args, env, info, &request, &timeout_ms) || !args_busy_poll(&args, 3, &busy))
    return NULL;
  State *state = state_of(env);
  /* Signals are checked before the set is read, because an error afterwards would lose events that are reported only once. */
  int ready = timeout_ms == 0 ? 0 : check_interrupt(state);
  if (ready == 0) ready = sys_epoll_look(&request);
  if (ready > 0 && timeout_ms != 0) spinning_note_ready(busy);
  if (ready == 0 && timeout_ms != 0)
    ready = blocking_wait(state, timeout_ms, wait_epoll_once, &request, busy);
  return make_result(env, ready);
}

void define_epoll(napi_env env, napi_value exports) {
  static const Function functions[] = {{"epollCreate", js_epoll_create},
                                       {"epollCtl", js_epoll_ctl},
                                       {"epollWait", js_epoll_wait},
                                       {"waitEpoll", js_wait_epoll}};
  define_functions(env, exports, functions, COUNT_OF(functions));
}
#else
void define_epoll(napi_env env, napi_value exports) {
  (void)env;
  (void)exports;
}
#endif
