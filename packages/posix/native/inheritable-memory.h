/* Memory that a forked child of a V8 process may use. */
#ifndef FDSET_INHERITABLE_MEMORY_H
#define FDSET_INHERITABLE_MEMORY_H

/* Which call failed, in the order of FAILING_CALLS in src/fork-server.ts. */
typedef enum { INHERIT_OPEN, INHERIT_READ, INHERIT_MADVISE } InheritCall;

/* V8 marks its heap MADV_DONTFORK: a child would die at its first JavaScript instruction. Takes the mark
 * from every mapping of this process that has it, after giving back what is free. Returns how many there
 * were, or -errno of *failed. */
int inherit_all_memory(InheritCall *failed);

#endif
