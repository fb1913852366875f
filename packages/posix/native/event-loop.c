#include "event-loop.h"

uv_loop_t *loop_of(napi_env env) {
  uv_loop_t *loop = NULL;
  napi_get_uv_event_loop(env, &loop);
  return loop;
}

bool is_main_loop(const uv_loop_t *loop) { return loop == uv_default_loop(); }
