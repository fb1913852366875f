/* Linked into one build of the addon, with --wrap for each function below: counts what the addon
 * itself has allocated and not freed, in the file that FDSET_ALLOCATION_COUNT names. Exact, where a
 * leak checker for the whole process would drown in what V8 never frees. */
#include <fcntl.h>
#include <net/if.h>
#include <netdb.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

typedef struct {
  atomic_long live;
  atomic_long made;
} Counts;

static Counts in_vain;
static Counts *counts = &in_vain;

__attribute__((constructor)) static void open_counts(void) {
  const char *path = getenv("FDSET_ALLOCATION_COUNT");
  int fd = path == NULL ? -1 : open(path, O_RDWR | O_CLOEXEC);
  if (fd < 0) return;
  void *memory = mmap(NULL, sizeof *counts, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  if (memory != MAP_FAILED) counts = memory;
  close(fd);
}

static void *count_up(void *pointer) {
  if (pointer == NULL) return NULL;
  atomic_fetch_add(&counts->live, 1);
  atomic_fetch_add(&counts->made, 1);
  return pointer;
}

static void count_down(const void *pointer) {
  if (pointer != NULL) atomic_fetch_sub(&counts->live, 1);
}

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *pointer, size_t size);
void __real_free(void *pointer);
int __real_getaddrinfo(const char *host, const char *service, const struct addrinfo *hints,
                       struct addrinfo **found);
void __real_freeaddrinfo(struct addrinfo *found);
struct if_nameindex *__real_if_nameindex(void);
void __real_if_freenameindex(struct if_nameindex *interfaces);

void *__wrap_malloc(size_t size) { return count_up(__real_malloc(size)); }

void *__wrap_calloc(size_t count, size_t size) { return count_up(__real_calloc(count, size)); }

void *__wrap_realloc(void *pointer, size_t size) {
  void *grown = __real_realloc(pointer, size);
  return pointer == NULL ? count_up(grown) : grown;
}

void __wrap_free(void *pointer) {
  count_down(pointer);
  __real_free(pointer);
}

int __wrap_getaddrinfo(const char *host, const char *service, const struct addrinfo *hints,
                       struct addrinfo **found) {
  int result = __real_getaddrinfo(host, service, hints, found);
  if (result == 0) count_up(*found);
  return result;
}

void __wrap_freeaddrinfo(struct addrinfo *found) {
  count_down(found);
  __real_freeaddrinfo(found);
}

struct if_nameindex *__wrap_if_nameindex(void) { return count_up(__real_if_nameindex()); }

void __wrap_if_freenameindex(struct if_nameindex *interfaces) {
  count_down(interfaces);
  __real_if_freenameindex(interfaces);
}
