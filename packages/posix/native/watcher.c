/* Watches a descriptor on Node's own event loop by one uv_poll_t, level-triggered. It is meant for an epoll or kqueue descriptor,
 * which is readable while a member of its set is ready. */
#include <errno.h>
#include <stdlib.h>
#include <uv.h>

#include "addon.h"
#include "event-loop.h"
#include "loop-callback.h"
#include "ownership.h"

typedef struct {
  uv_poll_t poll;
  uv_prepare_t before_poll;
  uv_idle_t report; /* reports an error that was found before the poll */
  int error;
  OwnedFile file; /* the file of fd when the watcher was made */
  int fd;
  LoopCallback callback;
  napi_ref object; /* strong while active */
  napi_async_cleanup_hook_handle hook;
  bool closing;
  bool finalized; /* the JavaScript object is gone; the last of on_closed and on_finalized frees */
  int open_handles;
} Watcher;

static void watcher_free_if_done(Watcher *watcher) {
  if (watcher->open_handles == 0 && watcher->finalized) free(watcher);
}

static void on_closed(uv_handle_t *handle) {
  Watcher *watcher = handle->data;
  if (--watcher->open_handles > 0) return;
  napi_remove_async_cleanup_hook(watcher->hook);
  watcher_free_if_done(watcher);
}

static void watcher_close(Watcher *watcher) {
  if (watcher->closing) return;
  watcher->closing = true;
  napi_delete_reference(watcher->callback.env, watcher->object);
  loop_callback_drop(&watcher->callback);
  uv_close((uv_handle_t *)&watcher->before_poll, on_closed);
  uv_close((uv_handle_t *)&watcher->report, on_closed);
  uv_close((uv_handle_t *)&watcher->poll, on_closed);
  give_number_back(watcher->poll.loop, watcher->fd);
}

/* A watcher is also active while an error is still to be reported, although libuv has stopped polling. */
static bool is_active(const Watcher *watcher) {
  return uv_is_active((const uv_handle_t *)&watcher->poll) != 0 ||
         uv_is_active((const uv_handle_t *)&watcher->report) != 0;
}

static void watcher_stop(Watcher *watcher) {
  if (!is_active(watcher)) return;
  uv_prepare_stop(&watcher->before_poll);
  uv_idle_stop(&watcher->report);
  uv_poll_stop(&watcher->poll);
  give_number_back(watcher->poll.loop, watcher->fd);
  napi_reference_unref(watcher->callback.env, watcher->callback.function, NULL);
  napi_reference_unref(watcher->callback.env, watcher->object, NULL);
}

/* The end of a worker closes its watchers; Node runs the loop until on_closed was called. */
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

/* Returns 0, or -errno if the number no longer means the same file. */
static int check_file(const Watcher *watcher) {
  OwnedFile now;
  if (!identify(watcher->fd, &now)) return -errno;
  return is_same_file(&now, &watcher->file) ? 0 : -EBADF;
}

static void on_report(uv_idle_t *idle) {
  Watcher *watcher = idle->data;
  loop_callback_call(&watcher->callback, 2, (const int[]){watcher->error, 0});
  if (!watcher->closing) watcher_stop(watcher);
}

/* libuv adds a new watcher to epoll only when it polls, and aborts the process if the descriptor was closed in between. So the
 * descriptor is checked right before the poll. An error is reported to JavaScript in the next turn, because JavaScript could start
 * another watcher here, which would not be checked any more. */
static void on_before_poll(uv_prepare_t *prepare) {
  Watcher *watcher = prepare->data;
  uv_prepare_stop(prepare);
  watcher->error = check_file(watcher);
  if (watcher->error == 0) return;
  uv_poll_stop(&watcher->poll);
  give_number_back(watcher->poll.loop, watcher->fd);
  uv_idle_start(&watcher->report, on_report);
}

static int sys_watcher_init(napi_env env, Watcher *watcher, int fd) {
  uv_loop_t *loop = loop_of(env);
  if (loop == NULL) return -EINVAL;
  if (!identify(fd, &watcher->file)) return -errno;
  watcher->fd = fd;
  int result = uv_poll_init(loop, &watcher->poll, fd);
  if (result < 0) return result;
  uv_prepare_init(loop, &watcher->before_poll);
  uv_unref((uv_handle_t *)&watcher->before_poll);
  uv_idle_init(loop, &watcher->report);
  watcher->poll.data = watcher->before_poll.data = watcher->report.data = watcher;
  watcher->open_handles = 3;
  return 0;
}

static int sys_watcher_start(Watcher *watcher, int events) {
  int result = check_file(watcher);
  if (result < 0) return result;
  result = uv_poll_start(&watcher->poll, events, on_ready);
  return result < 0 ? result : uv_prepare_start(&watcher->before_poll, on_before_poll);
}

/* The reference is weak while the watcher is inactive, because the JavaScript object of the watcher also refers to the callback. */
static void watcher_attach(napi_env env, Watcher *watcher, napi_value callback) {
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
  if (napi_create_external(env, watcher, on_finalized, NULL, &external) == napi_ok &&
      napi_create_reference(env, external, 0, &watcher->object) == napi_ok)
    return external;
  watcher->finalized = external == NULL;
  watcher_close(watcher);
  return NULL;
}

/* Throws and returns NULL when the argument is not an open watcher. */
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
  /* libuv aborts the process for any other events. */
  if (events < 1 || (events & ~(UV_READABLE | UV_WRITABLE)) != 0) {
    throw_range(env, args.name, "the events", "WATCH_READABLE, WATCH_WRITABLE or both");
    return NULL;
  }
  bool was_active = is_active(watcher);
  int result = sys_watcher_start(watcher, events);
  if (result == 0 && !was_active) {
    napi_reference_ref(env, watcher->callback.function, NULL);
    napi_reference_ref(env, watcher->object, NULL);
  }
  return make_result(env, result);
}

static napi_value js_watcher_stop(napi_env env, napi_callback_info info) {
  Args args;
  Watcher *watcher;
  if (!args_read(&args, env, info, 1) || (watcher = args_watcher(&args, 0)) == NULL) return NULL;
  watcher_stop(watcher);
  return make_undefined(env);
}

/* Whether the watcher is active; after an error libuv has stopped it. */
static napi_value js_watcher_is_active(napi_env env, napi_callback_info info) {
  Args args;
  Watcher *watcher;
  if (!args_read(&args, env, info, 1) || (watcher = args_watcher(&args, 0)) == NULL) return NULL;
  return make_result(env, is_active(watcher));
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
  static const Function functions[] = {
      {"watcherCreate", js_watcher_create},  {"watcherStart", js_watcher_start},
      {"watcherStop", js_watcher_stop},      {"watcherIsActive", js_watcher_is_active},
      {"watcherSetRef", js_watcher_set_ref}, {"watcherClose", js_watcher_close}};
  define_functions(env, exports, functions, COUNT_OF(functions));
  set_property(env, exports, "WATCH_READABLE", make_result(env, UV_READABLE));
  set_property(env, exports, "WATCH_WRITABLE", make_result(env, UV_WRITABLE));
}
