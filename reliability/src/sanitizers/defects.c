/* Linked into the sanitized addon: does what FDSET_DEFECT names while the addon is loaded, to show that it would
 * be reported. */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

static void use_after_free(void) {
  char *volatile memory = malloc(1);
  free(memory);
  *memory = 1;
}

static void overflow(void) {
  volatile int number = INT_MAX;
  number = number + 1;
}

__attribute__((constructor)) static void misbehave(void) {
  const char *defect = getenv("FDSET_DEFECT");
  if (defect == NULL) return;
  if (strcmp(defect, "use after free") == 0) use_after_free();
  if (strcmp(defect, "overflow") == 0) overflow();
}
