/* A gate at which a forked child waits until the fork server has reported it. If the fork server dies before, another one is
 * asked for the same child, and the two children would take each other's messages. */
#ifndef FDSET_FORK_GATE_H
#define FDSET_FORK_GATE_H

#include <stdbool.h>

/* A pipe. A byte opens the gate, the end of the pipe means that the fork server has gone. */
typedef struct {
  int inner;
  int outer;
} ForkGate;

/* Returns 0 or -errno. */
int fork_gate_make(ForkGate *gate);
/* The fork server calls it to let the child pass. */
void fork_gate_open(const ForkGate *gate);
/* The fork server must call it in any case. */
void fork_gate_close(const ForkGate *gate);
/* The child waits here; returns false when the fork server died before it opened the gate. */
bool fork_gate_pass(const ForkGate *gate);

#endif
