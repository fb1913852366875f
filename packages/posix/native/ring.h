/* One io_uring(7) of one thread: what the files ring*.c share.
 *
 * A deferred ring has IORING_SETUP_DEFER_TASKRUN: the kernel moves bytes, takes provided buffers and writes completions only while
 * this thread is in io_uring_enter(2). Between two such calls the memory that both sides share is this thread's alone. Without it
 * the kernel interrupts the thread, at any place. Such a ring takes no sends, and its buffers do not begin anew, because both
 * rest on that. */
#ifndef FDSET_RING_H
#define FDSET_RING_H

#include "napi-util.h"
#include "ring-kernel.h"
#include "state.h"

enum {
  RING_IDS_MAX = 1 << 20,
  RING_COMPLETION = 5, /* numbers of a completion: id, generation, result, flags, offset */
  RING_SUBMISSION = 8, /* numbers of a submission; see read_submission */
  /* Rows that must be free before another call, because the kernel also completes older operations in it: two times
   * IO_LOCAL_TW_DEFAULT_MAX (20) since Linux 6.13. Before that the rest stays in the completion queue. */
  RING_MARGIN = 64,
};

/* The user data of completions that nobody waits for. */
#define RING_UNHEARD UINT64_MAX

typedef enum {
  RING_IDLE,
  RING_RECV,
  RING_RECV_LATER, /* waits for readiness before the first try */
  RING_SEND,
  RING_ACCEPT,
  RING_POLL,
  RING_CANCEL, /* of the operation with this id and generation */
} RingKind;

typedef struct {
  RingKind kind;
  int fd;
  uint32_t id;
  uint32_t generation;
  uint32_t length;
  uint32_t flags; /* MSG_* flags, or the events of a poll */
  const uint8_t *data;
} Submission;

/* An operation from its submission to its completion. */
typedef struct {
  RingKind kind; /* RING_IDLE when it is not in flight */
  uint32_t generation;
  int fd;
  bool cancelled;
  uint32_t sent;       /* bytes of a send that its first try has sent */
  uint32_t length;     /* bytes of a send that this try is to send */
  const uint8_t *data; /* the caller's bytes, which only the first try of a send uses */
  void *memory;        /* the rest of a send, or the address of an accepted peer */
} RingOperation;

/* The bytes of all receives. They are freed when both their owners are gone: the ring, for which the kernel writes to them, and the
 * ArrayBuffer by which JavaScript reads them. */
typedef struct {
  uint8_t *memory;
  size_t bytes;
  int owners;
} RingArena;

/* The memory that receives land in. The kernel takes its buffers in turn, so buffer number n is always in slot n % count. */
typedef struct {
  RingArena *arena;
  struct io_uring_buf *slots; /* the first one also has the tail */
  uint32_t count;             /* a power of two */
  uint32_t bytes_each;
  bool incremental;  /* a receive takes only the bytes that it fills, not a whole buffer */
  uint16_t provided; /* the number of the next buffer to provide */
  uint16_t current;  /* the number of the buffer that the kernel fills next */
  uint32_t filled;   /* bytes of it that are taken */
} RingBuffers;

typedef struct {
  int32_t *rows;
  uint32_t capacity;
  uint32_t count;
} Completions;

typedef struct {
  void *queues; /* of submissions and completions */
  size_t queues_bytes;
  struct io_uring_sqe *entries;
  size_t entries_bytes;
} RingMemory;

typedef struct {
  State *state;
  int fd; /* -1 means closed */
  int event_fd;
  bool is_deferred;
  bool has_bundles;
  RingMemory mapped;
  uint32_t entry_count;
  uint32_t *entry_tail;
  uint32_t *kernel_flags; /* IORING_SQ_* */
  uint32_t *signal_flags; /* IORING_CQ_* */
  const struct io_uring_cqe *completions;
  uint32_t completion_mask;
  uint32_t *completion_head;
  uint32_t *completion_tail;
  RingBuffers buffers;
  RingOperation *operations; /* indexed by id */
  uint32_t operation_count;
  uint32_t in_flight;
  Submission *submissions; /* of one turn */
  uint32_t submission_capacity;
  uint32_t
      *unfinished; /* ids of sends whose first try did not send all, with room for entry_count */
  uint32_t unfinished_count;
} Ring;

/* ring-setup.c: the caller sets `state` and `is_deferred`; `step` gets the index in RING_STEPS of the call that fails. */
enum { STEP_SETUP, STEP_MAP, STEP_EVENT, STEP_REGISTER, STEP_ALLOCATE };
extern const char *const ring_steps[];
int ring_open(Ring *ring, uint32_t entries, uint32_t buffer_bytes, int32_t *step);
/* Cancels what is in flight, waits until the kernel has let go of all memory, and frees it. */
void ring_close(Ring *ring);

/* ring-buffers.c */
int ring_buffers_open(int ring_fd, RingBuffers *buffers, size_t bytes, int32_t *step);
void ring_buffers_close(const RingBuffers *buffers);
void ring_arena_leave(RingArena *arena);
/* Provides the buffers again whose bytes were copied. With `rewind` also the current one begins anew. */
void ring_buffers_renew(RingBuffers *buffers, bool rewind);
/* Returns the offset of the bytes of a completed receive, or -EIO. */
int32_t ring_buffers_take(RingBuffers *buffers, const struct io_uring_cqe *completion);
bool ring_buffers_are_low(const RingBuffers *buffers);

/* ring-operations.c */
/* Makes an entry for the kernel, and marks the operation as in flight. Returns 0 or -errno, and then nothing is in flight. */
int ring_begin(Ring *ring, const Submission *submission, struct io_uring_sqe *entry);
/* Makes the entry for the rest of a send, for which the kernel waits. */
void ring_go_on(const Ring *ring, uint32_t id, struct io_uring_sqe *entry);
/* Ends the operation of a completion and writes its row; false if there is nothing to report. */
bool ring_settle(Ring *ring, const struct io_uring_cqe *completion, int32_t *row);
/* Writes a completion without flags and offset. */
void ring_write_row(int32_t *row, uint32_t id, uint32_t generation, int32_t result);

/* ring-submissions.c */
/* Reads the arguments 1 to 4: the rows, how many, the staging memory and the list of other memory. Returns 0, -ENOMEM, or 1 after
 * an error was thrown. */
int ring_read_submissions(Args *args, Ring *ring, uint32_t *count);

/* ring-turn.c */
/* Submits the first `count` of ring->submissions and collects completions, as long as the table has room. Returns how many
 * submissions it has taken. */
uint32_t ring_turn(Ring *ring, uint32_t count, Completions *table);
/* Waits for completions for a moment, and drops them. */
void ring_drop_completions(Ring *ring);

#endif
