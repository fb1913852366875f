#include "inheritable-memory.h"

#include <errno.h>

#ifdef __linux__
#include <malloc.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

typedef struct {
  uintptr_t start;
  uintptr_t end;
} Range;

/* Reads the first line of an entry, such as "7f12a000-7f13b000 rw-p 00000000 00:00 0 [heap]". */
static bool read_range(const char *line, Range *out) {
  unsigned long start;
  unsigned long end;
  if (sscanf(line, "%lx-%lx ", &start, &end) != 2) return false;
  *out = (Range){.start = start, .end = end};
  return true;
}

/* Checks the last line of an entry, such as "VmFlags: rd wr mr mw me dc ac"; dc is VM_DONTCOPY. */
static bool is_withheld(const char *line) {
  return strncmp(line, "VmFlags:", 8) == 0 && strstr(line, " dc") != NULL;
}

/* Device mappings have the mark as well and keep it, because madvise(2) fails with EINVAL. */
static int make_inheritable(const Range *range) {
  if (madvise((void *)range->start, range->end - range->start, MADV_DOFORK) == 0) return 1;
  return errno == EINVAL ? 0 : -errno;
}

/* Every mapped page costs each fork and each end of a child some 100 ns. */
static void give_back_free_memory(void) {
#ifdef __GLIBC__
  (void)malloc_trim(0);
#endif
}

/* Clears errno, so that it tells the error of the last read. */
static bool read_line(char *line, int size, FILE *maps) {
  errno = 0;
  return fgets(line, size, maps) != NULL;
}

int inherit_all_memory(ForkCall *failed) {
  *failed = CALL_OPEN;
  give_back_free_memory();
  FILE *maps = fopen("/proc/self/smaps", "re");
  if (maps == NULL) return -errno;
  *failed = CALL_MADVISE;
  char line[1024];
  Range range = {0};
  int count = 0;
  while (count >= 0 && read_line(line, sizeof line, maps)) {
    if (read_range(line, &range) || !is_withheld(line)) continue;
    int result = make_inheritable(&range);
    count = result < 0 ? result : count + result;
  }
  if (count >= 0 && ferror(maps)) {
    *failed = CALL_READ;
    count = errno == 0 ? -EIO : -errno;
  }
  (void)fclose(maps);
  return count;
}
#else
int inherit_all_memory(ForkCall *failed) {
  *failed = CALL_MADVISE;
  return -ENOTSUP;
}
#endif
