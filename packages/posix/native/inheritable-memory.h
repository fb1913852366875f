/* Makes the memory of a V8 process usable in its forked children. */
#ifndef FDSET_INHERITABLE_MEMORY_H
#define FDSET_INHERITABLE_MEMORY_H

#include "fork-messages.h"

/* V8 marks its heap MADV_DONTFORK, so a child would die at its first JavaScript instruction. Frees unused memory, then removes the
 * mark from every mapping of this process. Returns the number of these mappings, or -errno of *failed. */
int inherit_all_memory(ForkCall *failed);

#endif
