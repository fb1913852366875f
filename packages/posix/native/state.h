/* What one environment (the main thread or a worker) keeps: nothing here is shared between threads. */
#ifndef FDSET_STATE_H
#define FDSET_STATE_H

#include <node_api.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct {
  uint64_t device;
  uint64_t inode; /* 0: not owned */
} OwnedFile;

typedef struct {
  napi_env env;
  bool is_main;
  /* blocking.c: an epoll on this thread's libuv loop, edge-triggered; -1 until the first wait. */
  int edge_fd;
  int signal_fd;    /* the pipe of libuv's signal handler that the edge watches; -1: none yet */
  bool undelivered; /* the loop has work that cannot run while this thread is blocked */
  /* interrupt.c: */
  int64_t next_interrupt_check_ns;
  /* recv-waiting.c: the descriptor of the latest receiving call that may wait, and how many waits in a row
   * brought bytes of it. */
  int waited_fd;
  unsigned waits;
  /* call-numbers.c: what the quick forms of calls take instead of number arguments. */
  int32_t *numbers;
  /* ownership.c: indexed by descriptor. */
  OwnedFile *owned;
  size_t owned_capacity;
  /* hand-over.c: */
  struct HandOver *hand_overs;
  bool hands_over; /* its hook at the end of the environment is there */
} State;

State *state_of(napi_env env);
bool state_create(napi_env env);

#endif
