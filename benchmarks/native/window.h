// The processor time of a server and of the load between two moments.
#ifndef BENCH_WINDOW_H
#define BENCH_WINDOW_H

#include "process-cpu.h"

struct window {
  struct cpu_sample server[2];
  struct cpu_sample load[2];
};

// Takes the sample at the beginning (0) or the end (1) of the window; this process is the load.
void window_sample(struct window *window, int end, pid_t server);

// Prints `"name":{...}`, a member of a JSON object.
void window_print(const char *name, const struct window *window);

#endif
