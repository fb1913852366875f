#include "window.h"

#include <stdio.h>
#include <unistd.h>

void window_sample(struct window *window, int end, pid_t server) {
  process_cpu(server, &window->server[end]);
  process_cpu(getpid(), &window->load[end]);
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
