/* libuv's event loop of one environment. */
#ifndef FDSET_EVENT_LOOP_H
#define FDSET_EVENT_LOOP_H

#include <node_api.h>
#include <stdbool.h>
#include <uv.h>

/* NULL when it has none. */
uv_loop_t *loop_of(napi_env env);
bool is_main_loop(const uv_loop_t *loop);

/* libuv takes a number out of the kernel's set whoever has it by now, and a watcher may be collected long after its
 * descriptor was closed: the next owner of the number, a socket of Node's or another watcher, would never be heard
 * again. What libuv has not told the kernel yet it will tell by itself. */
void give_number_back(const uv_loop_t *loop, int fd);

#endif
