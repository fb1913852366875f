/* The memory of a ring that receives land in: a ring of provided buffers, IORING_REGISTER_PBUF_RING. All of it is anonymous memory
 * that is not locked; only the slots, 16 bytes each, count towards RLIMIT_MEMLOCK. */
#ifdef __linux__
#include "ring.h"

#include <stdlib.h>
#include <sys/mman.h>

/* With incremental buffers (Linux 6.12) receives fill them one after the other, and a few large ones split the fewest messages.
 * Without, each receive takes a whole one, however small. */
enum { FEW = 8, MANY = 64 };

static uint16_t *tail_of(const RingBuffers *buffers) {
  return &((struct io_uring_buf_ring *)buffers->slots)->tail;
}

/* The field resv is not written, because that of the first slot is the tail. */
static void write_slot(const RingBuffers *buffers, uint16_t number) {
  uint32_t index = number & (buffers->count - 1);
  struct io_uring_buf *slot = &buffers->slots[index];
  slot->addr = (uintptr_t)(buffers->arena->memory + (size_t)index * buffers->bytes_each);
  slot->len = buffers->bytes_each;
  slot->bid = (uint16_t)index;
}

static int register_slots(int ring_fd, RingBuffers *buffers, uint32_t count, uint16_t flags) {
  BufferRegistration slots = {
      .address = (uintptr_t)buffers->slots, .entries = count, .flags = flags};
  buffers->count = count;
  buffers->bytes_each = (uint32_t)(buffers->arena->bytes / count);
  buffers->incremental = (flags & KERNEL_BUFFERS_INCREMENTAL) != 0;
  return sys_ring_register(ring_fd, IORING_REGISTER_PBUF_RING, &slots, 1);
}

static void *map(size_t bytes) {
  void *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  return memory == MAP_FAILED ? NULL : memory;
}

static RingArena *make_arena(size_t bytes) {
  RingArena *arena = calloc(1, sizeof *arena);
  if (arena == NULL) return NULL;
  *arena = (RingArena){.memory = map(bytes), .bytes = bytes, .owners = 1};
  if (arena->memory != NULL) return arena;
  free(arena);
  return NULL;
}

void ring_arena_leave(RingArena *arena) {
  if (--arena->owners > 0) return;
  munmap(arena->memory, arena->bytes);
  free(arena);
}

int ring_buffers_open(int ring_fd, RingBuffers *buffers, size_t bytes, int32_t *step) {
  *step = STEP_MAP;
  buffers->arena = make_arena(bytes);
  if (buffers->arena == NULL) return -ENOMEM;
  buffers->slots = map(MANY * sizeof *buffers->slots);
  if (buffers->slots == NULL) return -errno;
  *step = STEP_REGISTER;
  int result = register_slots(ring_fd, buffers, FEW, KERNEL_BUFFERS_INCREMENTAL);
  if (result == -EINVAL) result = register_slots(ring_fd, buffers, MANY, 0);
  return result;
}

void ring_buffers_close(const RingBuffers *buffers) {
  if (buffers->slots != NULL) munmap(buffers->slots, MANY * sizeof *buffers->slots);
  if (buffers->arena != NULL) ring_arena_leave(buffers->arena);
}

/* How many buffers are provided and not used up. */
static uint16_t left(const RingBuffers *buffers) {
  return (uint16_t)(buffers->provided - buffers->current);
}

/* Small receives then use the same memory turn after turn, which the processor has in its cache, and large ones rarely meet the
 * end of a buffer, which would split them. */
void ring_buffers_renew(RingBuffers *buffers, bool rewind) {
  while (left(buffers) < buffers->count)
    write_slot(buffers, buffers->provided++);
  if (rewind && buffers->filled > 0) {
    write_slot(buffers, buffers->current);
    buffers->filled = 0;
  }
  __atomic_store_n(tail_of(buffers), buffers->provided, __ATOMIC_RELEASE);
}

/* The completions come in the order in which the kernel has filled the buffers, so the sum of the results is the place. The flag
 * for "more to come of this buffer" is not looked at: kernels differ in it for results of 0. */
int32_t ring_buffers_take(RingBuffers *buffers, const struct io_uring_cqe *completion) {
  uint32_t index = buffers->current & (buffers->count - 1);
  uint32_t rest = buffers->bytes_each - buffers->filled;
  uint32_t bytes = completion->res > 0 ? (uint32_t)completion->res : 0;
  if (completion->flags >> IORING_CQE_BUFFER_SHIFT != index || bytes > rest) return -EIO;
  uint32_t offset = index * buffers->bytes_each + buffers->filled;
  buffers->filled += bytes;
  if (!buffers->incremental || bytes == rest) {
    buffers->current++;
    buffers->filled = 0;
  }
  return (int32_t)offset;
}

bool ring_buffers_are_low(const RingBuffers *buffers) {
  return left(buffers) <= buffers->count / 2;
}
#endif
