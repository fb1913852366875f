// Latencies in log-linear buckets: 64 steps per power of two, so a percentile is right to 1.6 %.
#ifndef BENCH_HISTOGRAM_H
#define BENCH_HISTOGRAM_H

#include <stdint.h>

#define HISTOGRAM_STEP_BITS 6
#define HISTOGRAM_BUCKETS ((64 - HISTOGRAM_STEP_BITS + 1) << HISTOGRAM_STEP_BITS)

struct histogram {
  uint64_t count;
  uint64_t max;
  uint64_t buckets[HISTOGRAM_BUCKETS];
};

void histogram_add(struct histogram *histogram, uint64_t ns);

// The value that a share of `fraction` (0 to 1) does not exceed; 0 when nothing was added.
uint64_t histogram_percentile(const struct histogram *histogram, double fraction);

#endif
