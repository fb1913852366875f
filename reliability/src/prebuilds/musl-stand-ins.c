/* What Debian's libstdc++ and libgcc use of glibc and musl does not have, so that a program for musl can be run with them. */
#define _GNU_SOURCE
#include <locale.h>
#include <pthread.h>
#include <stdint.h>
#include <sys/auxv.h>
#include <sys/random.h>
#include <time.h>

char __libc_single_threaded;
struct {
  unsigned vendor, type, subtype, features;
} __cpu_model;

int __cpu_indicator_init(void) { return 0; }

unsigned long __getauxval(unsigned long type) { return getauxval(type); }

uint32_t arc4random(void) {
  uint32_t value = 0;
  (void)getrandom(&value, sizeof value, 0);
  return value;
}

size_t __strftime_l(char *into, size_t size, const char *format, const struct tm *time,
                    locale_t locale) {
  return strftime_l(into, size, format, time, locale);
}

int __pthread_key_create(pthread_key_t *key, void (*destroy)(void *)) {
  return pthread_key_create(key, destroy);
}

/* Not found: libgcc then asks dl_iterate_phdr, which musl has. */
int _dl_find_object(void *address, void *result) {
  (void)address;
  (void)result;
  return -1;
}

/* Destructors of thread-local objects are left out. */
int __cxa_thread_atexit_impl(void (*destroy)(void *), void *object, void *library) {
  (void)destroy;
  (void)object;
  (void)library;
  return 0;
}
