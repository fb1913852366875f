/* Each file has one of these functions, which adds its functions to the exports. addon.c calls them in turn. */
#ifndef FDSET_ADDON_H
#define FDSET_ADDON_H

#include <node_api.h>

/* The number of what is exported; src/addon-interface.ts has it too, and refuses another one. */
#define ADDON_INTERFACE 1

void define_blocking(napi_env env, napi_value exports);
void define_constants(napi_env env, napi_value exports);
void define_deferred_signals(napi_env env, napi_value exports);
void define_descriptor(napi_env env, napi_value exports);
void define_epoll(napi_env env, napi_value exports);
void define_fork_server(napi_env env, napi_value exports);
void define_hand_over(napi_env env, napi_value exports);
void define_batch(napi_env env, napi_value exports);
void define_call_numbers(napi_env env, napi_value exports);
void define_interrupt(napi_env env, napi_value exports);
void define_io(napi_env env, napi_value exports);
void define_kqueue(napi_env env, napi_value exports);
void define_loop_end(napi_env env, napi_value exports);
void define_loop_turn(napi_env env, napi_value exports);
void define_message(napi_env env, napi_value exports);
void define_mode(napi_env env, napi_value exports);
void define_names(napi_env env, napi_value exports);
void define_ownership(napi_env env, napi_value exports);
void define_poll(napi_env env, napi_value exports);
void define_process(napi_env env, napi_value exports);
void define_ring(napi_env env, napi_value exports);
void define_select(napi_env env, napi_value exports);
void define_sockaddr(napi_env env, napi_value exports);
void define_socket(napi_env env, napi_value exports);
void define_sockopt(napi_env env, napi_value exports);
void define_time_limit(napi_env env, napi_value exports);
void define_timestamps(napi_env env, napi_value exports);
void define_wakeup(napi_env env, napi_value exports);
void define_watcher(napi_env env, napi_value exports);

#endif
