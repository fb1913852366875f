#include "process-cpu.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>

#include "clock.h"

static void add_thread(pid_t pid, const char *thread, struct cpu_sample *sample) {
  char path[300];
  snprintf(path, sizeof path, "/proc/%d/task/%s/schedstat", (int)pid, thread);
  FILE *file = fopen(path, "re");
  if (file == NULL) return;
  unsigned long long run = 0, wait = 0, slices = 0;
  if (fscanf(file, "%llu %llu %llu", &run, &wait, &slices) == 3) {
    sample->cpu_ns += run;
    sample->wakeups += slices;
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
  }
  sample->at_ns = clock_ns();
}
