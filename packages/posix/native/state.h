/* The state of one environment (the main thread or a worker), which threads do not share. */
#ifndef FDSET_STATE_H
#define FDSET_STATE_H

#include <node_api.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct {
  uint64_t device;
  uint64_t inode; /* 0 means not owned */
} OwnedFile;

typedef struct {
  napi_env env;
  bool is_main;
  /* blocking.c: an edge-triggered epoll set with this thread's libuv loop; -1 until the first wait. */
  int edge_fd;
  int signal_fd; /* the pipe of libuv's signal handler that the edge watches; -1 means none yet */
  bool undelivered; /* the loop has work that cannot run while this thread is blocked */
  /* interrupt.c: */
  int64_t next_interrupt_check_ns;
  /* recv-waiting.c: the descriptor of the latest waiting receive, and how many waits for it in a row gave bytes. */
  int waited_fd;
  unsigned waits;
  /* call-numbers.c: the numbers that quick calls use instead of number arguments. */
  int32_t *numbers;
  /* ownership.c: indexed by descriptor. */
  OwnedFile *owned;
  size_t owned_capacity;
  /* hand-over.c: */
  struct HandOver *hand_overs;
  bool hands_over; /* whether the hook for the end of the environment is installed */
} State;

State *state_of(napi_env env);
bool state_create(napi_env env);

#endif
