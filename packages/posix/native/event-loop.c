#include "event-loop.h"

#ifdef __linux__
#include <sys/epoll.h>
#endif

uv_loop_t *loop_of(napi_env env) {
  uv_loop_t *loop = NULL;
  napi_get_uv_event_loop(env, &loop);
  return loop;
}

bool is_main_loop(const uv_loop_t *loop) { return loop == uv_default_loop(); }

void give_number_back(const uv_loop_t *loop, int fd) {
#ifdef __linux__
  const uv__io_t *owner = (unsigned)fd < loop->nwatchers ? loop->watchers[fd] : NULL;
  if (owner == NULL || owner->events == 0) return;
  struct epoll_event event = {.events = owner->events, .data.fd = fd};
  epoll_ctl(uv_backend_fd(loop), EPOLL_CTL_ADD, fd, &event);
#else
  (void)loop;
  (void)fd;
#endif
}
