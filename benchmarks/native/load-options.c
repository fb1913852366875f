#include "load-options.h"

#include <getopt.h>
#include <stdlib.h>

#include "fail.h"

void read_load_options(int count, char **values, const struct load_option *options) {
  struct option names[MOST_LOAD_OPTIONS + 1] = {0};
  for (int index = 0; options[index].name != NULL; index++) {
    if (index == MOST_LOAD_OPTIONS) fail("more than %d options", MOST_LOAD_OPTIONS);
    names[index] = (struct option){.name = options[index].name, .has_arg = required_argument};
  }
  for (int index, code; (code = getopt_long(count, values, "", names, &index)) != -1;) {
    if (code != 0) exit(2);
    if (options[index].number != NULL)
      *options[index].number = strtoul(optarg, NULL, 10);
    else
      *options[index].text = optarg;
  }
}
