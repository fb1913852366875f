// The command line of a load generator: each option is a number, or a text, and has a place of its own.
#ifndef BENCH_LOAD_OPTIONS_H
#define BENCH_LOAD_OPTIONS_H

enum { MOST_LOAD_OPTIONS = 16 };

struct load_option {
  const char *name;
  unsigned long *number; // or NULL,
  const char **text;     // and then this
};

// `options` end with one that has no name. Ends the program with exit code 2 when it meets another one.
void read_load_options(int count, char **values, const struct load_option *options);

#endif
