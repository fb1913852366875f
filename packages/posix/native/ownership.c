#include "ownership.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "addon.h"
#include "compat.h"

/* This uses statx, because an fstat that is built with a current glibc would require GLIBC_2.33. */
bool identify(int fd, OwnedFile *out) {
#ifdef __linux__
  struct statx info;
  if (compat_statx(fd, "", AT_EMPTY_PATH, STATX_INO, &info) < 0) return false;
  out->device = (uint64_t)info.stx_dev_major << 32 | info.stx_dev_minor;
  out->inode = info.stx_ino;
#else
  struct stat info;
  if (fstat(fd, &info) < 0) return false;
  out->device = (uint64_t)info.st_dev;
  out->inode = (uint64_t)info.st_ino;
#endif
  /* Zero marks a free slot, but some pseudo files have the inode number 0. */
  if (out->inode == 0) out->inode = UINT64_MAX;
  return true;
}

bool is_same_file(const OwnedFile *a, const OwnedFile *b) {
  return a->inode == b->inode && a->device == b->device;
}

static bool reserve(State *state, size_t wanted) {
  if (wanted <= state->owned_capacity) return true;
  size_t capacity = state->owned_capacity == 0 ? 64 : state->owned_capacity;
  while (capacity < wanted)
    capacity *= 2;
  OwnedFile *grown = realloc(state->owned, capacity * sizeof *grown);
  if (grown == NULL) return false;
  memset(grown + state->owned_capacity, 0, (capacity - state->owned_capacity) * sizeof *grown);
  state->owned = grown;
  state->owned_capacity = capacity;
  return true;
}

/* The main thread needs no ownership, because the kernel closes everything at the end of the process. */
static bool closes_at_end(const State *state) { return state != NULL && !state->is_main; }

/* Returns 0, or -errno for a number that is no descriptor. */
static int remember(State *state, int fd) {
  OwnedFile file;
  if (!identify(fd, &file)) return -errno;
  if (reserve(state, (size_t)fd + 1)) state->owned[fd] = file;
  return 0;
}

int own(State *state, int fd) {
  if (fd >= 0 && closes_at_end(state)) (void)remember(state, fd);
  return fd;
}

void disown(State *state, int fd) {
  if (state != NULL && (size_t)fd < state->owned_capacity) state->owned[fd].inode = 0;
}

void ownership_close_all(State *state) {
  for (size_t fd = 0; fd < state->owned_capacity; fd++) {
    OwnedFile now;
    OwnedFile then = state->owned[fd];
    if (then.inode == 0) continue;
    /* If other code has closed the descriptor, its number may already mean another file. */
    if (!identify((int)fd, &now)) continue;
    if (is_same_file(&now, &then)) close((int)fd);
  }
  free(state->owned);
  state->owned = NULL;
  state->owned_capacity = 0;
}

napi_value make_owned_pair(napi_env env, int result, const int fds[2]) {
  if (result < 0) return make_result(env, result);
  State *state = state_of(env);
  napi_value array = NULL;
  napi_create_array_with_length(env, 2, &array);
  for (uint32_t i = 0; i < 2; i++)
    napi_set_element(env, array, i, make_result(env, own(state, fds[i])));
  return array;
}

static napi_value js_adopt(napi_env env, napi_callback_info info) {
  Args args;
  int fd;
  if (!args_read(&args, env, info, 1) || !args_fd(&args, 0, &fd)) return NULL;
  State *state = state_of(env);
  int result = closes_at_end(state) ? remember(state, fd) : fcntl(fd, F_GETFD);
  if (result < 0) return make_result(env, closes_at_end(state) ? result : -errno);
  return make_result(env, fd);
}

static napi_value js_release(napi_env env, napi_callback_info info) {
  Args args;
  int fd;
  if (!args_read(&args, env, info, 1) || !args_fd(&args, 0, &fd)) return NULL;
  disown(state_of(env), fd);
  return make_result(env, fd);
}

void define_ownership(napi_env env, napi_value exports) {
  static const Function functions[] = {{"adopt", js_adopt}, {"release", js_release}};
  define_functions(env, exports, functions, COUNT_OF(functions));
}
