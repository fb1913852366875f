/* Detects, before Node does, that nothing is left which keeps this thread's event loop running.
 *
 * Node then waits for the tasks of V8's helper threads. A forked child has no such threads, so their tasks are never done and the
 * child would wait for ever. */
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <uv.h>

#include "addon.h"
#include "event-loop.h"
#include "loop-callback.h"

/* A prepare handle keeps the loop running, and checks in each turn whether it is the only handle that does. */
typedef struct {
  uv_prepare_t prepare;
  uv_idle_t idle; /* while it runs, the loop does not block */
  LoopCallback callback;
  int open_handles;
  int empty_turns; /* in a row */
} LoopEnd;

static bool is_alive(LoopEnd *end) {
  uv_handle_t *own = (uv_handle_t *)&end->prepare;
  uv_unref(own);
  bool alive = uv_loop_alive(own->loop) != 0;
  uv_ref(own);
  return alive;
}

static void on_idle(uv_idle_t *idle) { (void)idle; }

/* It does not call back in the first empty turn, because work of this thread may still be on its way through the loop. */
static void on_prepare(uv_prepare_t *prepare) {
  LoopEnd *end = prepare->data;
  uv_idle_stop(&end->idle);
  end->empty_turns = is_alive(end) ? 0 : end->empty_turns + 1;
  int times = end->empty_turns - 1;
  if (times > 0) loop_callback_call(&end->callback, 1, &times);
  if (end->empty_turns == 0) return;
  uv_idle_start(&end->idle, on_idle);
  uv_unref((uv_handle_t *)&end->idle);
}

static void on_closed(uv_handle_t *handle) {
  LoopEnd *end = handle->data;
  if (--end->open_handles == 0) free(end);
}

static void on_environment_end(void *data) {
  LoopEnd *end = data;
  loop_callback_drop(&end->callback);
  uv_close((uv_handle_t *)&end->prepare, on_closed);
  uv_close((uv_handle_t *)&end->idle, on_closed);
}

static int sys_watch_loop_end(napi_env env, LoopEnd *end) {
  uv_loop_t *loop = loop_of(env);
  if (loop == NULL) return -EINVAL;
  uv_prepare_init(loop, &end->prepare);
  uv_idle_init(loop, &end->idle);
  end->prepare.data = end->idle.data = end;
  end->open_handles = 2;
  uv_prepare_start(&end->prepare, on_prepare);
  return 0;
}

static napi_value js_watch_loop_end(napi_env env, napi_callback_info info) {
  Args args;
  napi_valuetype type;
  if (!args_read(&args, env, info, 1)) return NULL;
  if (napi_typeof(env, args.values[0], &type) != napi_ok || type != napi_function) {
    throw_type(env, args.name, "the callback", "a function");
    return NULL;
  }
  LoopEnd *end = calloc(1, sizeof *end);
  if (end == NULL) return make_result(env, -ENOMEM);
  int result = sys_watch_loop_end(env, end);
  if (result < 0) {
    free(end);
    return make_result(env, result);
  }
  loop_callback_init(&end->callback, env, args.values[0], "fdset.LoopEnd", 1);
  napi_add_env_cleanup_hook(env, on_environment_end, end);
  return make_result(env, 0);
}

/* Node's own handles for its turns have these types; JavaScript can count the timers and immediates behind them. */
static bool drives_turns(const uv_handle_t *handle) {
  uv_handle_type type = uv_handle_get_type(handle);
  return type == UV_TIMER || type == UV_IDLE || type == UV_CHECK || type == UV_PREPARE;
}

static void count_handle(uv_handle_t *handle, void *count) {
  if (!drives_turns(handle) && uv_is_active(handle) && uv_has_ref(handle)) ++*(int *)count;
}

static napi_value js_count_loop_handles(napi_env env, napi_callback_info info) {
  (void)info;
  int count = 0;
  uv_loop_t *loop = loop_of(env);
  if (loop == NULL) return make_result(env, -EINVAL);
  uv_walk(loop, count_handle, &count);
  return make_result(env, count);
}

static napi_value js_count_loop_requests(napi_env env, napi_callback_info info) {
  (void)info;
  uv_loop_t *loop = loop_of(env);
  return make_result(env, loop == NULL ? -EINVAL : (int)loop->active_reqs.count);
}

void define_loop_end(napi_env env, napi_value exports) {
  static const Function functions[] = {{"watchLoopEnd", js_watch_loop_end},
                                       {"countLoopHandles", js_count_loop_handles},
                                       {"countLoopRequests", js_count_loop_requests}};
  define_functions(env, exports, functions, COUNT_OF(functions));
}
