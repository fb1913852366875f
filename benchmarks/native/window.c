#include "window.h"

#include <stdio.h>
#include <unistd.h>

#include "clock.h"
#include "fail.h"

#define NS_PER_MS 1000000u

void window_sample(struct window *window, int end, pid_t server) {
  process_cpu(server, &window->server[end]);
  process_cpu(getpid(), &window->load[end]);
}

void window_measure(struct window *window, struct load_phase *phase, const struct course *course,
                    void (*run_until)(uint64_t deadline_ns)) {
  pid_t server = (pid_t)course->pid;
  run_until(clock_ns() + course->warmup_ms * NS_PER_MS);
  window_sample(window, 0, server);
  phase->measuring = true;
  run_until(window->server[0].at_ns + course->measure_ms * NS_PER_MS / 2);
  window->middle_ns = clock_ns();
  window->middle_requests = phase->requests;
  run_until(window->server[0].at_ns + course->measure_ms * NS_PER_MS);
  phase->measuring = false;
  window_sample(window, 1, server);
  phase->starting = false;
  run_until(0);
}

int window_wait_ms(uint64_t now_ns, uint64_t until_ns, int most) {
  if (until_ns <= now_ns) return most;
  uint64_t left_ms = (until_ns - now_ns + NS_PER_MS - 1) / NS_PER_MS;
  return left_ms < (uint64_t)most ? (int)left_ms : most;
}

void window_check_progress(uint64_t now_ns, uint64_t progress_ns, uint64_t outstanding) {
  if (now_ns - progress_ns <= STALL_SECONDS * 1000000000ull) return;
  fail("no answer for %d s, %llu requests outstanding", STALL_SECONDS,
       (unsigned long long)outstanding);
}

static void print_party(const char *name, const struct cpu_sample ends[2]) {
  printf(",\"%s\":{\"cpuNs\":%llu,\"ticks\":%llu,\"coreNs\":%llu,\"waitedNs\":%llu}", name,
         (unsigned long long)(ends[1].cpu_ns - ends[0].cpu_ns),
         (unsigned long long)(ends[1].ticks - ends[0].ticks),
         (unsigned long long)(ends[1].core_ns - ends[0].core_ns),
         (unsigned long long)(ends[1].waited_ns - ends[0].waited_ns));
}

void window_print(const char *name, const struct window *window) {
  double seconds = (double)(window->server[1].at_ns - window->server[0].at_ns) / 1e9;
  printf("\"%s\":{\"seconds\":%.6f", name, seconds);
  print_party("server", window->server);
  print_party("load", window->load);
  putchar('}');
}

void window_print_half(const struct window *measured) {
  double seconds = (double)(measured->middle_ns - measured->server[0].at_ns) / 1e9;
  printf("\"firstHalf\":{\"seconds\":%.6f,\"requests\":%llu}", seconds,
         (unsigned long long)measured->middle_requests);
}
