/* Where a forked child waits until its server has told of it. A server that dies before that has told nobody: another one
 * is asked for the same child, and the two would take each other's messages. */
#ifndef FDSET_FORK_GATE_H
#define FDSET_FORK_GATE_H

#include <stdbool.h>

/* A pipe: what is written opens it, its end says that the server has gone. */
typedef struct {
  int inner;
  int outer;
} ForkGate;

/* 0 or -errno. */
int fork_gate_make(ForkGate *gate);
/* In the server: lets the child go. */
void fork_gate_open(const ForkGate *gate);
/* In the server, in any case. */
void fork_gate_close(const ForkGate *gate);
/* In the child: false when the server died before it let it go. */
bool fork_gate_pass(const ForkGate *gate);

#endif
