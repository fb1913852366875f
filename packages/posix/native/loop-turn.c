/* One turn of a loop over many stream sockets with two calls from JavaScript: receiveReady() waits without blocking and receives
 * for each socket that wants bytes, sendEach() sends for each socket that has some. A call per socket would cost as much as a
 * fifth of a small answer. */
#include "addon.h"
#include "compat.h"
#include "napi-util.h"

/* wanted[2 * fd] is the generation of the registration that wants bytes, wanted[2 * fd + 1] how many; 0 is none. */
enum { WANTED_PAIR = 2, READY_ENTRY = 5, SEND_ENTRY = 4 };

static ssize_t sys_send_part(int fd, const uint8_t *from, size_t length) {
  ssize_t result;
  RETRY_EINTR(result, send(fd, from, length, MSG_DONTWAIT | FDSET_SEND_FLAGS));
  return result < 0 ? -errno : result;
}

#ifdef __linux__
#include <sys/epoll.h>

enum { TURN_BATCH = 16 };

static ssize_t sys_receive(int fd, uint8_t *into, size_t room) {
  ssize_t result;
  RETRY_EINTR(result, recv(fd, into, room, MSG_DONTWAIT));
  return result < 0 ? -errno : result;
}

typedef struct {
  int32_t *wanted;
  size_t sockets;
  Bytes room;
  size_t used;
  int32_t *ready;
  size_t capacity;
} Turn;

/* What a socket wants is taken once: bytes that come meanwhile are another event of the same call, and those of a second
 * receive would find nobody who waits for them. */
static size_t take_wanted(const Turn *turn, uint32_t fd, uint32_t generation, uint32_t events) {
  if (fd >= turn->sockets || (events & (EPOLLIN | EPOLLHUP | EPOLLERR | EPOLLRDHUP)) == 0) return 0;
  int32_t *pair = turn->wanted + (size_t)fd * WANTED_PAIR;
  if ((uint32_t)pair[0] != generation || pair[1] <= 0) return 0;
  size_t wanted = (size_t)pair[1];
  pair[1] = 0;
  return wanted;
}

/* Entries are [fd, generation, events, received, offset]. `received` is -EAGAIN when nothing was received: the socket wants
 * nothing, has nothing, or more than there is room for. */
static void receive_one(Turn *turn, const struct epoll_event *event, int32_t *entry) {
  uint32_t fd = (uint32_t)event->data.u64;
  uint32_t generation = (uint32_t)(event->data.u64 >> 32);
  size_t wanted = take_wanted(turn, fd, generation, event->events);
  ssize_t received = -EAGAIN;
  /* A receive that was short for lack of room would look as if nothing were left. */
  if (wanted > 0 && wanted <= turn->room.length - turn->used)
    received = sys_receive((int)fd, turn->room.data + turn->used, wanted);
  entry[0] = (int32_t)fd;
  entry[1] = (int32_t)generation;
  entry[2] = (int32_t)event->events;
  entry[3] = (int32_t)received;
  entry[4] = (int32_t)turn->used;
  if (received > 0) turn->used += (size_t)received;
}

/* Events are taken a few at a time, and no more of them once half of the room is used: those that are left stay in the set, and
 * a receive by itself costs a call and memory of its own. */
static int sys_receive_ready(int epfd, Turn *turn) {
  struct epoll_event events[TURN_BATCH];
  size_t count = 0;
  for (;;) {
    size_t left = turn->capacity - count;
    int batch = left < TURN_BATCH ? (int)left : TURN_BATCH;
    int taken = epoll_wait(epfd, events, batch, 0);
    /* What was taken before is edge-triggered, and would not be told again. */
    if (taken < 0) return count > 0 || errno == EINTR ? (int)count : -errno;
    for (int i = 0; i < taken; i++)
      receive_one(turn, &events[i], turn->ready + (count + (size_t)i) * READY_ENTRY);
    count += (size_t)taken;
    if (taken < batch || count == turn->capacity || turn->used > turn->room.length / 2)
      return (int)count;
  }
}

static napi_value js_receive_ready(napi_env env, napi_callback_info info) {
  Args args;
  int epfd;
  int32_t *wanted;
  size_t wanted_length;
  size_t ready_length;
  Turn turn;
  if (!args_read(&args, env, info, 4) || !args_fd(&args, 0, &epfd) ||
      !args_int32_array(&args, 1, "the wanted bytes", &wanted, &wanted_length) ||
      !args_bytes(&args, 2, "the room", &turn.room) ||
      !args_int32_array(&args, 3, "the entries", &turn.ready, &ready_length))
    return NULL;
  turn.wanted = wanted;
  turn.sockets = wanted_length / WANTED_PAIR;
  turn.used = 0;
  turn.capacity = ready_length / READY_ENTRY;
  if (turn.capacity == 0 || turn.room.length > INT32_MAX) {
    throw_range(env, args.name, "the entries or the room", "of a usable size");
    return NULL;
  }
  return make_result(env, sys_receive_ready(epfd, &turn));
}
#endif

/* Entries are [fd, offset, length, sent or -errno]. */
static void sys_send_each(Bytes from, int32_t *entries, uint32_t count) {
  for (uint32_t i = 0; i < count; i++) {
    int32_t *entry = entries + (size_t)i * SEND_ENTRY;
    entry[3] = (int32_t)sys_send_part(entry[0], from.data + entry[1], (size_t)entry[2]);
  }
}

static bool entries_fit(Bytes from, const int32_t *entries, uint32_t count) {
  for (uint32_t i = 0; i < count; i++) {
    const int32_t *entry = entries + (size_t)i * SEND_ENTRY;
    bool fits = entry[0] >= 0 && entry[1] >= 0 && entry[2] >= 0 &&
                (uint64_t)entry[1] + (uint64_t)entry[2] <= from.length;
    if (!fits) return false;
  }
  return true;
}

static napi_value js_send_each(napi_env env, napi_callback_info info) {
  Args args;
  Bytes from;
  int32_t *entries;
  size_t length;
  uint32_t count;
  if (!args_read(&args, env, info, 3) || !args_bytes(&args, 0, "the bytes", &from) ||
      !args_int32_array(&args, 1, "the entries", &entries, &length) ||
      !args_uint(&args, 2, "the count", &count))
    return NULL;
  if (count > length / SEND_ENTRY || !entries_fit(from, entries, count)) {
    throw_range(env, args.name, "the entries", "within the bytes, and as many as the count");
    return NULL;
  }
  sys_send_each(from, entries, count);
  return make_result(env, 0);
}

void define_loop_turn(napi_env env, napi_value exports) {
  static const Function functions[] = {
#ifdef __linux__
      {"receiveReady", js_receive_ready},
#endif
      {"sendEach", js_send_each}};
  define_functions(env, exports, functions, COUNT_OF(functions));
}
