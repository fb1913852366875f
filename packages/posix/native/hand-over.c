/* Descriptors on their way to another thread of this process, which takes them by a word in shared memory. Until then this
 * environment owns them, and its end closes those that were not taken. The threads that this environment has started have ended
 * by then, so the word does not change any more. */
#include "hand-over.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "addon.h"
#include "napi-util.h"
#include "ownership.h"

typedef struct HandOver {
  struct HandOver *next;
  State *state;
  napi_ref memory; /* keeps the word alive */
  const int32_t *word;
  uint32_t held; /* a bit for each value of the word with which this thread owns the descriptor */
  int fd;        /* -1 means none */
  OwnedFile file;
} HandOver;

static bool is_held(const HandOver *one) {
  int32_t value = __atomic_load_n(one->word, __ATOMIC_SEQ_CST);
  return one->fd >= 0 && value >= 0 && value < 32 && (one->held >> value & 1U) != 0;
}

void hand_over_close_all(State *state) {
  for (HandOver *one = state->hand_overs; one != NULL;) {
    HandOver *next = one->next;
    OwnedFile now;
    if (is_held(one) && identify(one->fd, &now) && is_same_file(&now, &one->file)) close(one->fd);
    free(one);
    one = next;
  }
  state->hand_overs = NULL;
}

static void close_at_end(void *data) { hand_over_close_all(data); }

static int watch(State *state, HandOver *one) {
  if (!state->hands_over && napi_add_env_cleanup_hook(state->env, close_at_end, state) != napi_ok)
    return -ENOMEM;
  state->hands_over = true;
  one->state = state;
  one->next = state->hand_overs;
  state->hand_overs = one;
  return 0;
}

static void forget(HandOver *one) {
  HandOver **place = &one->state->hand_overs;
  while (*place != NULL && *place != one)
    place = &(*place)->next;
  if (*place == NULL) return;
  *place = one->next;
  free(one);
}

static bool args_hand_over(Args *args, HandOver **out) {
  void *pointer = NULL;
  napi_valuetype type = napi_undefined;
  napi_typeof(args->env, args->values[0], &type);
  if (type == napi_external) napi_get_value_external(args->env, args->values[0], &pointer);
  *out = state_of(args->env)->hand_overs;
  while (*out != NULL && *out != pointer)
    *out = (*out)->next;
  if (*out == NULL) throw_type(args->env, args->name, "the hand-over", "one that is watched");
  return *out != NULL;
}

/* Takes an Int32Array, the index of the word, and a bit for each of its values. */
static napi_value js_watch_hand_over(napi_env env, napi_callback_info info) {
  Args args;
  int32_t *words;
  size_t count = 0;
  uint32_t index;
  uint32_t held;
  napi_value external = NULL;
  if (!args_read(&args, env, info, 3) ||
      !args_int32_array(&args, 0, "the memory", &words, &count) ||
      !args_uint(&args, 1, "the index", &index) || !args_uint(&args, 2, "the values", &held))
    return NULL;
  if (index >= count) {
    throw_range(env, args.name, "the index", "within the memory");
    return NULL;
  }
  HandOver *one = calloc(1, sizeof *one);
  if (one == NULL) return make_result(env, -ENOMEM);
  *one = (HandOver){.word = words + index, .held = held, .fd = -1};
  if (napi_create_reference(env, args.values[0], 1, &one->memory) != napi_ok ||
      napi_create_external(env, one, NULL, NULL, &external) != napi_ok ||
      watch(state_of(env), one) < 0) {
    free(one);
    return make_result(env, -ENOMEM);
  }
  return external;
}

static napi_value js_set_hand_over(napi_env env, napi_callback_info info) {
  Args args;
  HandOver *one;
  int fd;
  if (!args_read(&args, env, info, 2) || !args_hand_over(&args, &one) || !args_fd(&args, 1, &fd))
    return NULL;
  one->fd = identify(fd, &one->file) ? fd : -1;
  return make_result(env, one->fd < 0 ? -errno : 0);
}

static napi_value js_unwatch_hand_over(napi_env env, napi_callback_info info) {
  Args args;
  HandOver *one;
  if (!args_read(&args, env, info, 1) || !args_hand_over(&args, &one)) return NULL;
  napi_delete_reference(env, one->memory);
  forget(one);
  return make_undefined(env);
}

void define_hand_over(napi_env env, napi_value exports) {
  static const Function functions[] = {{"watchHandOver", js_watch_hand_over},
                                       {"setHandOver", js_set_hand_over},
                                       {"unwatchHandOver", js_unwatch_hand_over}};
  define_functions(env, exports, functions, COUNT_OF(functions));
}
