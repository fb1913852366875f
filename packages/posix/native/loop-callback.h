/* Calls JavaScript from a callback of libuv. */
#ifndef FDSET_LOOP_CALLBACK_H
#define FDSET_LOOP_CALLBACK_H

#include "napi-util.h"

typedef struct {
  napi_env env;
  napi_ref function;
  napi_async_context context;
} LoopCallback;

/* Stores a function, with a name for async_hooks; with `strong` 0 it does not keep the function alive. */
void loop_callback_init(LoopCallback *callback, napi_env env, napi_value function, const char *name,
                        uint32_t strong);
void loop_callback_drop(LoopCallback *callback);
/* Calls the function; an error that it throws becomes an uncaught exception. */
void loop_callback_call(const LoopCallback *callback, size_t count, const int *numbers);

#endif
