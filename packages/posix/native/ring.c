/* io_uring(7): the functions for JavaScript. ring.h has the parts. */
#include <errno.h>

#include "addon.h"
#include "napi-util.h"

#ifdef __linux__
#include <stdlib.h>
#include <string.h>

#include "ring.h"
#include "sockaddr.h"

enum { ENTRIES_MAX = 32768, BUFFER_UNIT = 1 << 18, BUFFER_BYTES_MAX = 1 << 30, REPORT = 4 };
static void on_environment_end(void *ring) { ring_close(ring); }

static void close_once(napi_env env, Ring *ring) {
  if (ring->fd < 0) return;
  napi_remove_env_cleanup_hook(env, on_environment_end, ring);
  ring_close(ring);
}

static void on_finalized(napi_env env, void *data, void *hint) {
  (void)hint;
  close_once(env, data);
  free(data);
}

static napi_value give_out(napi_env env, Ring *ring) {
  napi_value external = NULL;
  if (napi_create_external(env, ring, on_finalized, NULL, &external) != napi_ok) {
    ring_close(ring);
    free(ring);
    return NULL;
  }
  napi_add_env_cleanup_hook(env, on_environment_end, ring);
  return external;
}

static void write_report(const Ring *ring, int32_t *report) {
  report[0] = ring->event_fd;
  report[1] = ring->buffers.incremental;
  report[2] = ring->has_bundles;
  report[3] = (int32_t)ring->entry_count;
}

static bool read_sizes(Args *args, uint32_t *entries, uint32_t *bytes) {
  if (!args_uint(args, 0, "the entries", entries) || !args_uint(args, 1, "the buffer size", bytes))
    return false;
  if (*entries >= 1 && *entries <= ENTRIES_MAX && *bytes >= BUFFER_UNIT &&
      *bytes <= BUFFER_BYTES_MAX && *bytes % BUFFER_UNIT == 0)
    return true;
  throw_range(args->env, args->name, "the sizes", "within their limits");
  return false;
}

/* Takes the sizes, whether the ring is deferred, and an Int32Array that gets [descriptor of the event, incremental, bundles,
 * entries], or the failed step. */
static napi_value js_ring_create(napi_env env, napi_callback_info info) {
  Args args;
  uint32_t entries;
  uint32_t bytes;
  bool is_deferred;
  int32_t *report;
  size_t length = 0;
  if (!args_read(&args, env, info, 4) || !read_sizes(&args, &entries, &bytes) ||
      !args_bool(&args, 2, "the choice", &is_deferred) ||
      !args_int32_array(&args, 3, "the report", &report, &length))
    return NULL;
  if (length < REPORT) {
    throw_range(env, args.name, "the report", "an Int32Array of four");
    return NULL;
  }
  Ring *ring = calloc(1, sizeof *ring);
  report[0] = STEP_ALLOCATE;
  if (ring == NULL) return make_result(env, -ENOMEM);
  ring->state = state_of(env);
  ring->is_deferred = is_deferred;
  int result = ring_open(ring, entries, bytes, report);
  if (result < 0) {
    free(ring);
    return make_result(env, result);
  }
  write_report(ring, report);
  return give_out(env, ring);
}

/* Throws and returns NULL when the argument is not an open ring. */
static Ring *args_ring(Args *args) {
  void *ring = NULL;
  napi_valuetype type = napi_undefined;
  napi_typeof(args->env, args->values[0], &type);
  if (type == napi_external) napi_get_value_external(args->env, args->values[0], &ring);
  if (ring != NULL && ((Ring *)ring)->fd >= 0) return ring;
  throw_type(args->env, args->name, "the ring", "open");
  return NULL;
}

/* Takes the ring, the submissions (see above), the completions and whether the event is to be cleared. The first row of the
 * completions is [submissions taken, operations in flight]. Returns the number of completions. */
static napi_value js_ring_turn(napi_env env, napi_callback_info info) {
  Args args;
  Ring *ring;
  uint32_t count = 0;
  size_t length = 0;
  int32_t *rows;
  bool clear;
  if (!args_read(&args, env, info, 7) || (ring = args_ring(&args)) == NULL ||
      !args_int32_array(&args, 5, "the completions", &rows, &length) ||
      !args_bool(&args, 6, "the choice", &clear))
    return NULL;
  if (length / RING_COMPLETION < RING_MARGIN + 2) {
    throw_range(env, args.name, "the completions", "an Int32Array of at least 66 rows");
    return NULL;
  }
  int result = ring_read_submissions(&args, ring, &count);
  if (result != 0) return result < 0 ? make_result(env, result) : NULL;
  uint64_t taken_events;
  if (clear) (void)!read(ring->event_fd, &taken_events, sizeof taken_events);
  Completions table = {.rows = rows + RING_COMPLETION,
                       .capacity = (uint32_t)(length / RING_COMPLETION) - 1};
  rows[0] = (int32_t)ring_turn(ring, count, &table);
  rows[1] = (int32_t)ring->in_flight;
  return make_result(env, (ssize_t)table.count);
}

static void on_memory_finalized(napi_env env, void *data, void *arena) {
  (void)env;
  (void)data;
  ring_arena_leave(arena);
}

/* The memory of the receives as an ArrayBuffer. */
static napi_value js_ring_memory(napi_env env, napi_callback_info info) {
  Args args;
  Ring *ring;
  napi_value memory = NULL;
  if (!args_read(&args, env, info, 1) || (ring = args_ring(&args)) == NULL) return NULL;
  RingArena *arena = ring->buffers.arena;
  arena->owners++;
  if (napi_create_external_arraybuffer(env, arena->memory, arena->bytes, on_memory_finalized, arena,
                                       &memory) == napi_ok)
    return memory;
  ring_arena_leave(arena);
  return make_result(env, -ENOMEM);
}

/* Copies the address of the peer that an operation has accepted, until its id is used again. */
static napi_value js_ring_address(napi_env env, napi_callback_info info) {
  Args args;
  Ring *ring;
  uint32_t id;
  AddressBlock *block;
  if (!args_read(&args, env, info, 3) || (ring = args_ring(&args)) == NULL ||
      !args_uint(&args, 1, "the id", &id) || !args_address(&args, 2, &block))
    return NULL;
  const RingOperation *operation = id < ring->operation_count ? &ring->operations[id] : NULL;
  block->length = 0;
  if (operation != NULL && operation->kind == RING_IDLE && operation->memory != NULL)
    *block = *(const AddressBlock *)operation->memory;
  return make_undefined(env);
}

/* In a forked child: lets go of the ring, whose memory and operations are the parent's. */
static napi_value js_ring_abandon(napi_env env, napi_callback_info info) {
  Args args;
  Ring *ring;
  if (!args_read(&args, env, info, 1) || (ring = args_ring(&args)) == NULL) return NULL;
  ring->in_flight = 0;
  close_once(env, ring);
  return make_undefined(env);
}

static napi_value js_ring_close(napi_env env, napi_callback_info info) {
  Args args;
  Ring *ring;
  if (!args_read(&args, env, info, 1) || (ring = args_ring(&args)) == NULL) return NULL;
  close_once(env, ring);
  return make_undefined(env);
}

void define_ring(napi_env env, napi_value exports) {
  static const Function functions[] = {
      {"ringCreate", js_ring_create},   {"ringTurn", js_ring_turn},
      {"ringMemory", js_ring_memory},   {"ringAddress", js_ring_address},
      {"ringAbandon", js_ring_abandon}, {"ringClose", js_ring_close}};
  define_functions(env, exports, functions, COUNT_OF(functions));
  napi_value steps = NULL;
  napi_create_array(env, &steps);
  for (uint32_t i = 0; i <= STEP_ALLOCATE; i++)
    napi_set_element(env, steps, i, make_string(env, ring_steps[i]));
  set_property(env, exports, "RING_STEPS", steps);
  static const char *const kinds[] = {
      [RING_RECV] = "RING_RECV", [RING_RECV_LATER] = "RING_RECV_LATER",
      [RING_SEND] = "RING_SEND", [RING_ACCEPT] = "RING_ACCEPT",
      [RING_POLL] = "RING_POLL", [RING_CANCEL] = "RING_CANCEL"};
  for (int kind = RING_RECV; kind <= RING_CANCEL; kind++)
    set_property(env, exports, kinds[kind], make_result(env, kind));
  set_property(env, exports, "RING_NONEMPTY", make_result(env, IORING_CQE_F_SOCK_NONEMPTY));
}
#else
/* Only Linux has rings. */
static napi_value js_ring_create(napi_env env, napi_callback_info info) {
  (void)info;
  return make_result(env, -ENOSYS);
}

void define_ring(napi_env env, napi_value exports) {
  static const Function functions[] = {{"ringCreate", js_ring_create}};
  define_functions(env, exports, functions, COUNT_OF(functions));
}
#endif
