/* A descriptor watched by Node's own event loop: one uv_poll_t, level-triggered. Its purpose is an
 * epoll or kqueue descriptor, which is readable while anything in its set is ready. */
#include <errno.h>
#include <stdlib.h>
#include <uv.h>

#include "addon.h"
#include "event-loop.h"
#include "loop-callback.h"

typedef struct {
  uv_poll_t poll;
  LoopCallback callback;
  napi_async_cleanup_hook_handle hook;
  bool closing;
  bool finalized; /* the JavaScript object is gone: whoever comes second frees */
  bool closed;
} Watcher;

static void watcher_free_if_done(Watcher *watcher) {
  if (watcher->closed && watcher->finalized) free(watcher);
}

static void on_closed(uv_handle_t *handle) {
  Watcher *watcher = handle->data;
  watcher->closed = true;
  napi_remove_async_cleanup_hook(watcher->hook);
  watcher_free_if_done(watcher);
}

static void watcher_close(Watcher *watcher) {
  if (watcher->closing) return;
  watcher->closing = true;
  loop_callback_drop(&watcher->callback);
  uv_close((uv_handle_t *)&watcher->poll, on_closed);
}

/* A worker that ends closes its watchers; Node runs the loop until on_closed has been called. */
static void on_environment_end(napi_async_cleanup_hook_handle hook, void *data) {
  (void)hook;
  watcher_close(data);
}

static void on_finalized(napi_env env, void *data, void *hint) {
  (void)env;
  (void)hint;
  Watcher *watcher = data;
  watcher->finalized = true;
  watcher_close(watcher);
  watcher_free_if_done(watcher);
}

static void on_ready(uv_poll_t *poll, int status, int events) {
  Watcher *watcher = poll->data;
  loop_callback_call(&watcher->callback, 2, (const int[]){status, events});
}

static int sys_watcher_init(napi_env env, Watcher *watcher, int fd) {
  uv_loop_t *loop = loop_of(env);
  if (loop == NULL) return -EINVAL;
  return uv_poll_init(loop, &watcher->poll, fd);
}

/* Weak while nothing is awaited: the object that holds us also holds the callback. */
static void watcher_attach(napi_env env, Watcher *watcher, napi_value callback) {
  watcher->poll.data = watcher;
  loop_callback_init(&watcher->callback, env, callback, "fdset.Watcher", 0);
  napi_add_async_cleanup_hook(env, on_environment_end, watcher, &watcher->hook);
}

static napi_value js_watcher_create(napi_env env, napi_callback_info info) {
  Args args;
  int fd;
  napi_valuetype type;
  if (!args_read(&args, env, info, 2) || !args_fd(&args, 0, &fd)) return NULL;
  if (napi_typeof(env, args.values[1], &type) != napi_ok || type != napi_function) {
    throw_type(env, args.name, "the callback", "a function");
    return NULL;
  }
  Watcher *watcher = calloc(1, sizeof *watcher);
  if (watcher == NULL) return make_result(env, -ENOMEM);
  int result = sys_watcher_init(env, watcher, fd);
  if (result < 0) {
    free(watcher);
    return make_result(env, result);
  }
  watcher_attach(env, watcher, args.values[1]);
  napi_value external = NULL;
  if (napi_create_external(env, watcher, on_finalized, NULL, &external) == napi_ok) return external;
  watcher->finalized = true;
  watcher_close(watcher);
  return NULL;
}

/* NULL after a throw when the argument is not an open watcher. */
static Watcher *args_watcher(Args *args, size_t index) {
  void *watcher = NULL;
  napi_valuetype type = napi_undefined;
  napi_typeof(args->env, args->values[index], &type);
  if (type == napi_external) napi_get_value_external(args->env, args->values[index], &watcher);
  if (watcher == NULL || ((Watcher *)watcher)->closing) {
    throw_type(args->env, args->name, "the watcher", "open");
    return NULL;
  }
  return watcher;
}

static napi_value js_watcher_start(napi_env env, napi_callback_info info) {
  Args args;
  int events;
  Watcher *watcher;
  if (!args_read(&args, env, info, 2) || (watcher = args_watcher(&args, 0)) == NULL ||
      !args_int(&args, 1, "the events", &events))
    return NULL;
  /* libuv aborts the process for anything else. */
  if (events < 1 || (events & ~(UV_READABLE | UV_WRITABLE)) != 0) {
    throw_range(env, args.name, "the events", "WATCH_READABLE, WATCH_WRITABLE or both");
    return NULL;
  }
  bool was_active = uv_is_active((uv_handle_t *)&watcher->poll) != 0;
  int result = uv_poll_start(&watcher->poll, events, on_ready);
  if (result == 0 && !was_active) napi_reference_ref(env, watcher->callback.function, NULL);
  return make_result(env, result);
}

static napi_value js_watcher_stop(napi_env env, napi_callback_info info) {
  Args args;
  Watcher *watcher;
  if (!args_read(&args, env, info, 1) || (watcher = args_watcher(&args, 0)) == NULL) return NULL;
  if (uv_is_active((uv_handle_t *)&watcher->poll)) {
    uv_poll_stop(&watcher->poll);
    napi_reference_unref(env, watcher->callback.function, NULL);
  }
  return make_undefined(env);
}

static napi_value js_watcher_set_ref(napi_env env, napi_callback_info info) {
  Args args;
  bool on;
  Watcher *watcher;
  if (!args_read(&args, env, info, 2) || (watcher = args_watcher(&args, 0)) == NULL ||
      !args_bool(&args, 1, "the mode", &on))
    return NULL;
  if (on)
    uv_ref((uv_handle_t *)&watcher->poll);
  else
    uv_unref((uv_handle_t *)&watcher->poll);
  return make_undefined(env);
}

static napi_value js_watcher_close(napi_env env, napi_callback_info info) {
  Args args;
  Watcher *watcher;
  if (!args_read(&args, env, info, 1) || (watcher = args_watcher(&args, 0)) == NULL) return NULL;
  watcher_close(watcher);
  return make_undefined(env);
}

void define_watcher(napi_env env, napi_value exports) {
  static const Function functions[] = {{"watcherCreate", js_watcher_create},
                                       {"watcherStart", js_watcher_start},
                                       {"watcherStop", js_watcher_stop},
                                       {"watcherSetRef", js_watcher_set_ref},
                                       {"watcherClose", js_watcher_close}};
  define_functions(env, exports, functions, COUNT_OF(functions));
  set_property(env, exports, "WATCH_READABLE", make_result(env, UV_READABLE));
  set_property(env, exports, "WATCH_WRITABLE", make_result(env, UV_WRITABLE));
}
