/* The libuv event loop of one environment. */
#ifndef FDSET_EVENT_LOOP_H
#define FDSET_EVENT_LOOP_H

#include <node_api.h>
#include <stdbool.h>
#include <uv.h>

/* Returns NULL when the environment has no loop. */
uv_loop_t *loop_of(napi_env env);
bool is_main_loop(const uv_loop_t *loop);

/* Adds a descriptor of another watcher to the kernel's set again. libuv removes a number from that set whatever file it means
 * now, and a watcher may be collected long after its descriptor was closed. Another watcher with the same number, even of a socket
 * of Node's, would then never be called again. libuv itself adds descriptors that are not in the kernel's set yet. */
void give_number_back(const uv_loop_t *loop, int fd);

#endif
