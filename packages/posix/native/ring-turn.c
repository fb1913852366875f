/* A turn of a ring: submissions go to the kernel, completions come from it. */
#ifdef __linux__
#include "ownership.h"
#include "ring.h"

static bool is_empty(const Ring *ring) {
  uint32_t tail = __atomic_load_n(ring->completion_tail, __ATOMIC_ACQUIRE);
  uint32_t flags = __atomic_load_n(ring->kernel_flags, __ATOMIC_RELAXED);
  return tail == *ring->completion_head && (flags & IORING_SQ_CQ_OVERFLOW) == 0;
}

/* Whether the kernel has work for this thread, which it does in io_uring_enter(2) only. */
static bool has_work(const Ring *ring) {
  uint32_t flags = __atomic_load_n(ring->kernel_flags, __ATOMIC_RELAXED);
  return (flags & (IORING_SQ_TASKRUN | IORING_SQ_CQ_OVERFLOW)) != 0;
}

static uint32_t room_of(const Completions *table) {
  uint32_t free_rows = table->capacity - table->count;
  return free_rows > RING_MARGIN ? free_rows - RING_MARGIN : 0;
}

static int32_t *next_row(const Completions *table) {
  return table->rows + (size_t)table->count * RING_COMPLETION;
}

static void collect(Ring *ring, Completions *table) {
  uint32_t head = *ring->completion_head;
  uint32_t tail = __atomic_load_n(ring->completion_tail, __ATOMIC_ACQUIRE);
  while (head != tail && table->count < table->capacity) {
    const struct io_uring_cqe *completion = &ring->completions[head++ & ring->completion_mask];
    if (ring_settle(ring, completion, next_row(table))) table->count++;
  }
  __atomic_store_n(ring->completion_head, head, __ATOMIC_RELEASE);
}

static int enter(const Ring *ring, uint32_t count) {
  int result;
  do {
    result = sys_ring_enter(ring->fd, count);
  } while (result == -EINTR);
  return result;
}

/* Passes the entries that are written behind the tail to the kernel. Takes back what the kernel does not take for lack of memory.
 * Returns how many it has taken, and the error for the others. */
static uint32_t pass(const Ring *ring, uint32_t count, int *error) {
  uint32_t tail = *ring->entry_tail;
  uint32_t taken = 0;
  int result = 1;
  __atomic_store_n(ring->entry_tail, tail + count, __ATOMIC_RELEASE);
  while (taken < count && result > 0) {
    result = enter(ring, count - taken);
    if (result > 0) taken += (uint32_t)result;
  }
  *error = result < 0 ? result : -ENOMEM;
  if (taken < count) __atomic_store_n(ring->entry_tail, tail + taken, __ATOMIC_RELEASE);
  return taken;
}

static struct io_uring_sqe *entry_at(const Ring *ring, uint32_t index) {
  return &ring->mapped.entries[(*ring->entry_tail + index) & (ring->entry_count - 1)];
}

/* Ends an operation whose entry the kernel has not taken. EAGAIN is the kernel's lack of memory here, and not that of a socket. */
static void refuse_entry(Ring *ring, uint32_t index, int error, Completions *table) {
  struct io_uring_cqe refusal = {.user_data = entry_at(ring, index)->user_data,
                                 .res = error == -EAGAIN ? -ENOMEM : error};
  if (ring_settle(ring, &refusal, next_row(table))) table->count++;
}

static void submit(Ring *ring, const Submission *submissions, uint32_t count, Completions *table) {
  uint32_t entries = 0;
  int error;
  for (uint32_t i = 0; i < count; i++) {
    const Submission *one = &submissions[i];
    int result = ring_begin(ring, one, entry_at(ring, entries));
    if (result == 0)
      entries++;
    else
      ring_write_row(table->rows + (size_t)table->count++ * RING_COMPLETION, one->id,
                     one->generation, result);
  }
  uint32_t taken = pass(ring, entries, &error);
  for (uint32_t i = taken; i < entries; i++)
    refuse_entry(ring, i - taken, error, table);
  collect(ring, table);
}

/* Submits the rests of the sends whose first try has not sent all. */
static void send_rests(Ring *ring, Completions *table) {
  uint32_t count = ring->unfinished_count;
  int error;
  if (count == 0) return;
  ring->unfinished_count = 0;
  for (uint32_t i = 0; i < count; i++)
    ring_go_on(ring, ring->unfinished[i], entry_at(ring, i));
  uint32_t taken = pass(ring, count, &error);
  for (uint32_t i = taken; i < count; i++)
    refuse_entry(ring, i - taken, error, table);
  collect(ring, table);
}

/* Without this the kernel would signal each completion that this thread is about to collect anyway, and wake it once more. What
 * comes between the last look and the end of the silence is noticed on x86, where the kernel's write of its flags and its read
 * of ours cannot change places; other processors keep the signals. */
static void silence(const Ring *ring, bool on) {
#ifdef __x86_64__
  uint32_t flags = on ? IORING_CQ_EVENTFD_DISABLED : 0;
  __atomic_store_n(ring->signal_flags, flags, __ATOMIC_SEQ_CST);
#else
  (void)ring;
  (void)on;
#endif
}

static void signal_rest(const Ring *ring, bool leaves_work) {
  const uint64_t one = 1;
  ssize_t result;
  silence(ring, false);
  /* Work that came during the silence was not signalled. */
  if (!leaves_work && is_empty(ring) && has_work(ring)) (void)enter(ring, 0);
  if (is_empty(ring) && !(leaves_work && has_work(ring))) return;
  RETRY_EINTR(result, write(ring->event_fd, &one, sizeof one));
}

uint32_t ring_turn(Ring *ring, uint32_t count, Completions *table) {
  uint32_t taken = 0;
  silence(ring, true);
  ring_buffers_renew(&ring->buffers, ring->is_deferred && is_empty(ring));
  collect(ring, table);
  /* The completions of a first try are collected before the next entries, because a send that goes on needs the caller's bytes. */
  while (taken < count && is_empty(ring) && room_of(table) > 0) {
    uint32_t part = count - taken;
    if (part > ring->entry_count) part = ring->entry_count;
    if (part > room_of(table)) part = room_of(table);
    submit(ring, ring->submissions + taken, part, table);
    send_rests(ring, table);
    taken += part;
  }
  /* The kernel may set its flag a moment after its work was done, and then leaves it set. */
  bool is_moving = true;
  while (is_moving && has_work(ring) && room_of(table) > 0 &&
         !ring_buffers_are_low(&ring->buffers)) {
    uint32_t before = table->count;
    if (enter(ring, 0) < 0) break;
    collect(ring, table);
    is_moving = table->count != before;
  }
  signal_rest(ring, is_moving);
  return taken;
}

/* Ends the operation of a completion; a connection that it brings is closed. */
static void drop(Ring *ring, const struct io_uring_cqe *completion) {
  int32_t row[RING_COMPLETION];
  if (completion->user_data == RING_UNHEARD) return;
  RingKind kind = ring->operations[(uint32_t)completion->user_data].kind;
  if (!ring_settle(ring, completion, row) || kind != RING_ACCEPT || row[2] < 0) return;
  disown(ring->state, row[2]);
  close(row[2]);
}

void ring_drop_completions(Ring *ring) {
  struct __kernel_timespec limit = {.tv_nsec = 10000000};
  (void)sys_ring_wait(ring->fd, &limit);
  uint32_t head = *ring->completion_head;
  uint32_t tail = __atomic_load_n(ring->completion_tail, __ATOMIC_ACQUIRE);
  while (head != tail)
    drop(ring, &ring->completions[head++ & ring->completion_mask]);
  __atomic_store_n(ring->completion_head, head, __ATOMIC_RELEASE);
}
#endif
