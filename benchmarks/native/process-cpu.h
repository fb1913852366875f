// What another process has used of the processor: all of its threads, from /proc.
#ifndef BENCH_PROCESS_CPU_H
#define BENCH_PROCESS_CPU_H

#include <stdint.h>
#include <sys/types.h>

struct cpu_sample {
  uint64_t at_ns;     // when
  uint64_t cpu_ns;    // time on the processor, from task/*/schedstat
  uint64_t ticks;     // the same in clock ticks, as ps counts it: user and system
  uint64_t core_ns;   // what everybody used of the one core the process is pinned to, else 0
  uint64_t rss_bytes; // memory that is in use and in RAM
  uint64_t waited_ns; // ready to run while something else had the processor
};

// Zeroes everything but `at_ns` when the process is 0 or gone.
void process_cpu(pid_t pid, struct cpu_sample *sample);

#endif
