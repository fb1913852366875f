#include "process-cpu.h"

#include <dirent.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "clock.h"

static FILE *open_stat(pid_t pid, const char *thread, const char *name) {
  char path[300];
  if (thread == NULL)
    snprintf(path, sizeof path, "/proc/%d/%s", (int)pid, name);
  else
    snprintf(path, sizeof path, "/proc/%d/task/%s/%s", (int)pid, thread, name);
  return fopen(path, "re");
}

static void add_waited(pid_t pid, const char *thread, struct cpu_sample *sample) {
  FILE *file = open_stat(pid, thread, "schedstat");
  if (file == NULL) return;
  unsigned long long waited = 0;
  if (fscanf(file, "%*u %llu", &waited) == 1) sample->waited_ns += waited;
  fclose(file);
}

// Without the time of those that it has waited for.
static void add_clock(pid_t pid, struct cpu_sample *sample) {
  clockid_t clock;
  struct timespec used;
  if (clock_getcpuclockid(pid, &clock) != 0 || clock_gettime(clock, &used) < 0) return;
  sample->cpu_ns += (uint64_t)used.tv_sec * 1000000000u + (uint64_t)used.tv_nsec;
}

// Returns the process's own ticks.
static uint64_t add_waited_for(pid_t pid, struct cpu_sample *sample) {
  char text[1024];
  FILE *file = open_stat(pid, NULL, "stat");
  if (file == NULL) return 0;
  text[fread(text, 1, sizeof text - 1, file)] = '\0';
  fclose(file);
  // The name, in parentheses, may hold anything; utime, stime, cutime and cstime are fields 14 to 17.
  const char *rest = strrchr(text, ')');
  unsigned long long user, system, ended_user, ended_system;
  const char *format = ") %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %llu %llu %llu %llu";
  if (rest == NULL || sscanf(rest, format, &user, &system, &ended_user, &ended_system) != 4)
    return 0;
  uint64_t ticks_per_second = (uint64_t)sysconf(_SC_CLK_TCK);
  sample->cpu_ns += (ended_user + ended_system) * 1000000000u / ticks_per_second;
  return user + system;
}

static void add_tree(pid_t pid, struct cpu_sample *sample);

static void add_children(pid_t pid, const char *thread, struct cpu_sample *sample) {
  FILE *file = open_stat(pid, thread, "children");
  if (file == NULL) return;
  for (int child; fscanf(file, "%d", &child) == 1;) {
    struct cpu_sample theirs = {0};
    add_tree(child, &theirs);
    sample->cpu_ns += theirs.cpu_ns;
  }
  fclose(file);
}

// The process before its children: one that ends meanwhile is missed for a millisecond, not counted twice.
static void add_tree(pid_t pid, struct cpu_sample *sample) {
  char path[64];
  add_clock(pid, sample);
  sample->ticks = add_waited_for(pid, sample);
  snprintf(path, sizeof path, "/proc/%d/task", (int)pid);
  DIR *threads = opendir(path);
  if (threads == NULL) return;
  for (struct dirent *entry; (entry = readdir(threads)) != NULL;) {
    if (entry->d_name[0] == '.') continue;
    add_waited(pid, entry->d_name, sample);
    add_children(pid, entry->d_name, sample);
  }
  closedir(threads);
}

static void read_memory(pid_t pid, struct cpu_sample *sample) {
  unsigned long long pages = 0;
  FILE *file = open_stat(pid, NULL, "statm");
  if (file == NULL) return;
  if (fscanf(file, "%*u %llu", &pages) == 1)
    sample->rss_bytes = pages * (uint64_t)sysconf(_SC_PAGESIZE);
  fclose(file);
}

// In steps of a clock tick: good enough to see that others were at work.
static void read_cores(const cpu_set_t *cores, struct cpu_sample *sample) {
  FILE *file = fopen("/proc/stat", "re");
  char line[512];
  if (file == NULL) return;
  while (fgets(line, sizeof line, file) != NULL) {
    unsigned long long user, nice, system, irq, softirq, steal;
    int core;
    const char *format = "cpu%d %llu %llu %llu %*u %*u %llu %llu %llu";
    if (sscanf(line, format, &core, &user, &nice, &system, &irq, &softirq, &steal) != 7) continue;
    if (strncmp(line, "cpu ", 4) == 0 || !CPU_ISSET(core, cores)) continue;
    uint64_t ticks = user + nice + system + irq + softirq + steal;
    sample->core_ns += ticks * 1000000000u / (uint64_t)sysconf(_SC_CLK_TCK);
  }
  fclose(file);
}

void process_cpu(pid_t pid, struct cpu_sample *sample) {
  cpu_set_t cores;
  memset(sample, 0, sizeof *sample);
  if (pid > 0) {
    add_tree(pid, sample);
    read_memory(pid, sample);
    if (sched_getaffinity(pid, sizeof cores, &cores) == 0) read_cores(&cores, sample);
  }
  sample->at_ns = clock_ns();
}
