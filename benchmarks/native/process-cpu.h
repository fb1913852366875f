// What another process and its descendants have used of the processor.
#ifndef BENCH_PROCESS_CPU_H
#define BENCH_PROCESS_CPU_H

#include <stdint.h>
#include <sys/types.h>

struct cpu_sample {
  uint64_t at_ns; // when
  uint64_t
      cpu_ns;     // time on the processor: all threads, also those that have ended, and descendants
  uint64_t ticks; // that of the process alone in clock ticks, as ps counts it: user and system
  uint64_t core_ns;   // what everybody used of the cores that the process is pinned to
  uint64_t rss_bytes; // memory of the process that is in use and in RAM
  uint64_t waited_ns; // ready to run while something else had the processor; living threads
};

// Zeroes everything but `at_ns` when the process is 0 or gone.
//
// A server that starts a thread or a process for each request does most of its work in what has
// ended when the sample is taken. Ended threads are in the clock of their process. An ended child is
// in what its parent's /proc/PID/stat counts of children that were waited for, with theirs; the
// kernel adds up nanoseconds there, and shows whole ticks of 10 ms. A child whose parent ignores
// SIGCHLD, or has gone itself, is in neither: then `core_ns` is far more than `cpu_ns`.
void process_cpu(pid_t pid, struct cpu_sample *sample);

#endif
