/* libuv's event loop of one environment. */
#ifndef FDSET_EVENT_LOOP_H
#define FDSET_EVENT_LOOP_H

#include <node_api.h>
#include <stdbool.h>
#include <uv.h>

/* NULL when it has none. */
uv_loop_t *loop_of(napi_env env);
bool is_main_loop(const uv_loop_t *loop);

#endif
