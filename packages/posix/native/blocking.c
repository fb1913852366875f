#include "blocking.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <math.h>
#include <poll.h>
#include <sys/types.h>
#include <uv.h>
#ifdef __linux__
#include <sys/epoll.h>
#else
#include <sys/event.h>
#endif

#include "addon.h"
#include "compat.h"
#include "event-loop.h"
#include "interrupt.h"
#include "monotonic.h"
#include "signals.h"

/* The edge on the thread's own loop reports a stop within microseconds, with one exception: libuv drops a wake-up while an
 * earlier one is undelivered, and nothing is delivered while this thread is blocked. A blocked worker therefore checks
 * periodically, and more often when its loop has undelivered work. Nothing stops the main thread in this way. */
enum { RECHECK_MS = 500, RECHECK_UNDELIVERED_MS = 100 };

int blocking_round_timeout(double timeout_ms) {
  if (timeout_ms < 0) return -1;
  double whole = ceil(timeout_ms);
  return whole > INT_MAX ? INT_MAX : (int)whole;
}

static int edge_create(void) {
#ifdef __linux__
  int fd = epoll_create1(EPOLL_CLOEXEC);
#else
  int fd = kqueue();
#endif
  return fd < 0 ? -errno : fd;
}

/* The watch is edge-triggered, because pending work may stay pending as long as this thread is blocked. */
static int edge_add(int edge_fd, int fd) {
#ifdef __linux__
  struct epoll_event event = {.events = EPOLLIN | EPOLLET};
  return epoll_ctl(edge_fd, EPOLL_CTL_ADD, fd, &event) < 0 ? -errno : 0;
#else
  struct kevent change;
  EV_SET(&change, fd, EVFILT_READ, EV_ADD | EV_CLEAR, 0, 0, NULL);
  return kevent(edge_fd, &change, 1, NULL, 0, NULL) < 0 ? -errno : 0;
#endif
}

/* Returns false when the descriptor is no edge any more, because other code has closed it and it may be another file. */
static bool consume_edge(int edge_fd) {
#ifdef __linux__
  struct epoll_event event;
  int count = epoll_wait(edge_fd, &event, 1, 0);
#else
  struct kevent event;
  struct timespec at_once = {0, 0};
  int count = kevent(edge_fd, NULL, 0, &event, 1, &at_once);
#endif
  return count >= 0 || errno == EINTR;
}

static int open_edge(State *state) {
  if (state->edge_fd >= 0) return 0;
  int fd = edge_create();
  int result = fd < 0 ? fd : edge_add(fd, uv_backend_fd(loop_of(state->env)));
  if (result == 0) state->edge_fd = fd;
  if (result < 0 && fd >= 0) close(fd);
  return result;
}

/* The loop watches the pipe of libuv's signal handler only from its next turn on. A thread that blocks before never reaches
 * that turn, so the edge watches the pipe as well. */
static void watch_signals(State *state) {
  int fd = signals_fd(state);
  if (fd >= 0 && fd != state->signal_fd && edge_add(state->edge_fd, fd) == 0) state->signal_fd = fd;
}

/* A process without a free descriptor must still be able to wait. Without an edge the wait checks periodically (slice_ms), and a
 * later wait tries to open the edge again. */
static void ensure_edge(State *state) {
  if (open_edge(state) == 0) watch_signals(state);
}

/* Forgets the edge without closing it, because its number may now belong to other code. */
static void forget_edge(State *state) {
  state->edge_fd = -1;
  state->signal_fd = -1;
}

void blocking_after_fork(State *state) {
  if (state->edge_fd >= 0) close(state->edge_fd);
  forget_edge(state);
}

/* Whether the edge was closed. select(2) reports EBADF for any descriptor in its sets, including the edge. */
static bool edge_is_closed(const State *state) {
  return state->edge_fd >= 0 && fcntl(state->edge_fd, F_GETFD) < 0;
}

static void take_edge(State *state) {
  if (consume_edge(state->edge_fd)) {
    state->undelivered = true;
    return;
  }
  forget_edge(state);
  ensure_edge(state);
}

static int slice_ms(const State *state, bool for_ever, double remaining_ms) {
  int slice = for_ever ? -1 : blocking_round_timeout(remaining_ms < 0 ? 0 : remaining_ms);
  bool blind = state->edge_fd < 0;
  if (state->is_main && !blind) return slice;
  int recheck = state->undelivered || blind ? RECHECK_UNDELIVERED_MS : RECHECK_MS;
  return slice < 0 || slice > recheck ? recheck : slice;
}

static int wait_blocked(State *state, double timeout_ms, double start_ms, WaitOnce once,
                        void *context) {
  /* A signal that was pending before may have used up its edge. */
  if (signal_is_pending(state)) return -EINTR;
  ensure_edge(state);
  bool for_ever = timeout_ms < 0;
  double remaining_ms =
      for_ever ? timeout_ms : timeout_ms - ((double)monotonic_ns() / 1e6 - start_ms);
  state->undelivered = false;
  for (;;) {
    bool edge = false;
    int ready = once(context, state->edge_fd, slice_ms(state, for_ever, remaining_ms), &edge);
    if (ready == -EBADF && edge_is_closed(state))
      edge = true;
    else if (ready > 0 || (ready < 0 && ready != -EINTR))
      return ready;
    if (edge) take_edge(state);
    if (!javascript_may_run(state->env)) return -ECANCELED;
    if (signal_is_pending(state)) return -EINTR;
    if (for_ever) continue;
    remaining_ms = timeout_ms - ((double)monotonic_ns() / 1e6 - start_ms);
    if (remaining_ms <= 0) return 0;
  }
}

int blocking_wait(State *state, double timeout_ms, WaitOnce once, void *context, BusyPoll *busy) {
  if (timeout_ms == 0) return look_once(once, context);
  int64_t start = monotonic_ns();
  if (busy == NULL || busy->bound_us <= 0)
    return wait_blocked(state, timeout_ms, (double)start / 1e6, once, context);
  /* Waits that always find something while they spin would never notice a signal. */
  int ready = check_interrupt(state);
  if (ready == 0 && spinning_pays(busy))
    ready = spin(state, timeout_ms, start, once, context, busy);
  if (ready == 0) ready = wait_blocked(state, timeout_ms, (double)start / 1e6, once, context);
  spinning_note_gap(busy, (double)(monotonic_ns() - start) / 1e3);
  return ready;
}

static int wait_fd_once(void *context, int edge_fd, int timeout_ms, bool *edge) {
  struct pollfd *entry = context;
  struct pollfd entries[2] = {*entry, {.fd = edge_fd, .events = POLLIN}};
  int ready = poll(entries, 2, timeout_ms);
  if (ready < 0) return -errno;
  *edge = entries[1].revents != 0;
  entry->revents = entries[0].revents;
  return entries[0].revents != 0;
}

int blocking_wait_fd(State *state, int fd, int events, double timeout_ms) {
  struct pollfd entry = {.fd = fd, .events = (short)events};
  int ready = blocking_wait(state, timeout_ms, wait_fd_once, &entry, NULL);
  return ready > 0 ? entry.revents : ready;
}

static napi_value js_wait_fd(napi_env env, napi_callback_info info) {
  Args args;
  int fd;
  int events;
  double timeout_ms;
  if (!args_read(&args, env, info, 3) || !args_int(&args, 0, "the descriptor", &fd) ||
      !args_int(&args, 1, "the events", &events) ||
      !args_double(&args, 2, "the timeout", &timeout_ms))
    return NULL;
  return make_result(env, blocking_wait_fd(state_of(env), fd, events, timeout_ms));
}

void define_blocking(napi_env env, napi_value exports) {
  static const Function functions[] = {{"waitFd", js_wait_fd}};
  define_functions(env, exports, functions, COUNT_OF(functions));
}
