#include "process-cpu.h"

#include <dirent.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "clock.h"

static void add_thread(pid_t pid, const char *thread, struct cpu_sample *sample) {
  char path[300];
  snprintf(path, sizeof path, "/proc/%d/task/%s/schedstat", (int)pid, thread);
  FILE *file = fopen(path, "re");
  if (file == NULL) return;
  unsigned long long run = 0, wait = 0, slices = 0;
  if (fscanf(file, "%llu %llu %llu", &run, &wait, &slices) == 3) {
    sample->cpu_ns += run;
    sample->waited_ns += wait;
  }
  fclose(file);
}

static void read_ticks(pid_t pid, struct cpu_sample *sample) {
  char path[64], text[1024];
  snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
  FILE *file = fopen(path, "re");
  if (file == NULL) return;
  text[fread(text, 1, sizeof text - 1, file)] = '\0';
  fclose(file);
  // The name, in parentheses, may hold anything; utime and stime are fields 14 and 15.
  const char *rest = strrchr(text, ')');
  unsigned long long user = 0, system = 0;
  const char *format = ") %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %llu %llu";
  if (rest != NULL && sscanf(rest, format, &user, &system) == 2) sample->ticks = user + system;
}

static void read_memory(pid_t pid, struct cpu_sample *sample) {
  char path[64];
  unsigned long long pages = 0;
  snprintf(path, sizeof path, "/proc/%d/statm", (int)pid);
  FILE *file = fopen(path, "re");
  if (file == NULL) return;
  if (fscanf(file, "%*u %llu", &pages) == 1)
    sample->rss_bytes = pages * (uint64_t)sysconf(_SC_PAGESIZE);
  fclose(file);
}

static int core_of(pid_t pid) {
  cpu_set_t cores;
  if (sched_getaffinity(pid, sizeof cores, &cores) < 0 || CPU_COUNT(&cores) != 1) return -1;
  int core = 0;
  while (!CPU_ISSET(core, &cores))
    core++;
  return core;
}

// In steps of a clock tick: good enough to see that others were at work.
static void read_core(int wanted, struct cpu_sample *sample) {
  FILE *file = fopen("/proc/stat", "re");
  char line[512];
  if (file == NULL) return;
  while (fgets(line, sizeof line, file) != NULL) {
    unsigned long long user, nice, system, irq, softirq, steal;
    int core;
    const char *format = "cpu%d %llu %llu %llu %*u %*u %llu %llu %llu";
    if (sscanf(line, format, &core, &user, &nice, &system, &irq, &softirq, &steal) != 7) continue;
    if (core != wanted || strncmp(line, "cpu ", 4) == 0) continue;
    uint64_t ticks = user + nice + system + irq + softirq + steal;
    sample->core_ns = ticks * 1000000000u / (uint64_t)sysconf(_SC_CLK_TCK);
  }
  fclose(file);
}

void process_cpu(pid_t pid, struct cpu_sample *sample) {
  memset(sample, 0, sizeof *sample);
  if (pid > 0) {
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/task", (int)pid);
    DIR *threads = opendir(path);
    for (struct dirent *entry; threads != NULL && (entry = readdir(threads)) != NULL;)
      if (entry->d_name[0] != '.') add_thread(pid, entry->d_name, sample);
    if (threads != NULL) closedir(threads);
    read_ticks(pid, sample);
    read_memory(pid, sample);
    int core = core_of(pid);
    if (core >= 0) read_core(core, sample);
  }
  sample->at_ns = clock_ns();
}
