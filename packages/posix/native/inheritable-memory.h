/* Memory that a forked child of a V8 process may use. */
#ifndef FDSET_INHERITABLE_MEMORY_H
#define FDSET_INHERITABLE_MEMORY_H

#include "fork-messages.h"

/* V8 marks its heap MADV_DONTFORK: a child would die at its first JavaScript instruction. Takes the mark
 * from every mapping of this process that has it, after giving back what is free. Returns how many there
 * were, or -errno of *failed. */
int inherit_all_memory(ForkCall *failed);

#endif
