// The processor time of a server and of the load between two moments.
#ifndef BENCH_WINDOW_H
#define BENCH_WINDOW_H

#include <stdbool.h>
#include <stdint.h>

#include "process-cpu.h"

// What a load is doing, which its requests look at.
struct load_phase {
  bool starting; // further requests
  bool measuring;
  uint64_t requests; // that were answered while measuring
};

// Longer than any machine takes for an answer.
enum { STALL_SECONDS = 240 };

struct course {
  unsigned long pid; // of the server
  unsigned long warmup_ms;
  unsigned long measure_ms;
};

struct window {
  struct cpu_sample server[2];
  struct cpu_sample load[2];
  uint64_t middle_ns;       // when half of the measured time was over
  uint64_t middle_requests; // that were answered by then
};

// Takes the sample at the beginning (0) or the end (1) of the window; this process is the load.
void window_sample(struct window *window, int end, pid_t server);

// Warms up, measures, and lets what is under way end. `run_until` runs the load until a moment, or until
// nothing is under way when that is 0.
void window_measure(struct window *window, struct load_phase *phase, const struct course *course,
                    void (*run_until)(uint64_t deadline_ns));

// How long to wait for an event, in ms: until that moment, and at most `most`, which it is after it or when it is 0. A load
// that waited past the end of a half would count it longer than it was asked to.
int window_wait_ms(uint64_t now_ns, uint64_t until_ns, int most);

// Ends the program when nothing was answered for STALL_SECONDS since `progress_ns`.
void window_check_progress(uint64_t now_ns, uint64_t progress_ns, uint64_t outstanding);

// Prints `"name":{...}`, a member of a JSON object.
void window_print(const char *name, const struct window *window);

// Prints `"firstHalf":{...}`: how long it was, and how many requests were answered in it.
void window_print_half(const struct window *measured);

#endif
