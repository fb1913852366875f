#include "histogram.h"

static unsigned bucket_of(uint64_t ns) {
  if (ns < (1u << HISTOGRAM_STEP_BITS)) return (unsigned)ns;
  unsigned power = 63u - (unsigned)__builtin_clzll(ns);
  unsigned shift = power - HISTOGRAM_STEP_BITS;
  unsigned step = (unsigned)(ns >> shift) & ((1u << HISTOGRAM_STEP_BITS) - 1);
  return ((shift + 1) << HISTOGRAM_STEP_BITS) + step;
}

static uint64_t middle_of(unsigned bucket) {
  unsigned group = bucket >> HISTOGRAM_STEP_BITS;
  if (group == 0) return bucket;
  uint64_t step = bucket & ((1u << HISTOGRAM_STEP_BITS) - 1);
  uint64_t low = (step + (1u << HISTOGRAM_STEP_BITS)) << (group - 1);
  return low + ((uint64_t)1 << (group - 1)) / 2;
}

void histogram_add(struct histogram *histogram, uint64_t ns) {
  histogram->count++;
  if (ns > histogram->max) histogram->max = ns;
  histogram->buckets[bucket_of(ns)]++;
}

uint64_t histogram_percentile(const struct histogram *histogram, double fraction) {
  uint64_t wanted = (uint64_t)((double)histogram->count * fraction);
  uint64_t seen = 0;
  if (histogram->count == 0) return 0;
  for (unsigned bucket = 0; bucket < HISTOGRAM_BUCKETS; bucket++) {
    seen += histogram->buckets[bucket];
    if (seen > wanted) return middle_of(bucket);
  }
  return histogram->max;
}
