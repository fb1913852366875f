/* The entry point of the addon, which calls one function of each file to add its functions to the exports. */
#include <node_api.h>

#include "addon.h"
#include "state.h"

NAPI_MODULE_INIT() {
  if (!state_create(env)) {
    napi_throw_error(env, NULL, "fdset: out of memory while the addon was loaded");
    return NULL;
  }
  define_constants(env, exports);
  define_hand_over(env, exports);
  define_ownership(env, exports);
  define_sockaddr(env, exports);
  define_descriptor(env, exports);
  define_socket(env, exports);
  define_call_numbers(env, exports);
  define_io(env, exports);
  define_message(env, exports);
  define_batch(env, exports);
  define_sockopt(env, exports);
  define_time_limit(env, exports);
  define_timestamps(env, exports);
  define_names(env, exports);
  define_blocking(env, exports);
  define_interrupt(env, exports);
  define_mode(env, exports);
  define_select(env, exports);
  define_poll(env, exports);
  define_epoll(env, exports);
  define_kqueue(env, exports);
  define_loop_turn(env, exports);
  define_ring(env, exports);
  define_wakeup(env, exports);
  define_watcher(env, exports);
  define_loop_end(env, exports);
  define_process(env, exports);
  define_deferred_signals(env, exports);
  define_fork_server(env, exports);
  return exports;
}
