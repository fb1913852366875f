#include "loop-callback.h"

enum { NUMBERS_MAX = 2 };

void loop_callback_init(LoopCallback *callback, napi_env env, napi_value function, const char *name,
                        uint32_t strong) {
  callback->env = env;
  napi_create_reference(env, function, strong, &callback->function);
  napi_async_init(env, NULL, make_string(env, name), &callback->context);
}

void loop_callback_drop(LoopCallback *callback) {
  napi_delete_reference(callback->env, callback->function);
  napi_async_destroy(callback->env, callback->context);
}

void loop_callback_call(const LoopCallback *callback, size_t count, const int *numbers) {
  napi_env env = callback->env;
  napi_handle_scope scope;
  if (napi_open_handle_scope(env, &scope) != napi_ok) return;
  napi_value function;
  napi_value receiver;
  napi_value argv[NUMBERS_MAX];
  napi_get_reference_value(env, callback->function, &function);
  napi_get_global(env, &receiver);
  for (size_t i = 0; i < count; i++)
    argv[i] = make_result(env, numbers[i]);
  napi_status called =
      napi_make_callback(env, callback->context, receiver, function, count, argv, NULL);
  napi_value error;
  /* A pending exception would silently block all later calls. */
  if (called == napi_pending_exception && napi_get_and_clear_last_exception(env, &error) == napi_ok)
    napi_fatal_exception(env, error);
  napi_close_handle_scope(env, scope);
}
