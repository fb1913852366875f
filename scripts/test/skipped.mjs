// The lines at the end of a run about skipped tests and what to install for them. Tests that lack the same thing are
// listed together. A group of which no test ran is named once.

const skippedStatuses = new Set(['skipped', 'pending', 'disabled', 'todo']);

const isSkipped = ({ status }) => skippedStatuses.has(status);

const groupOf = ({ ancestorTitles }) => ancestorTitles.filter(Boolean).join(' > ');

/** Returns `{ name, needed, install }` for each skipped test; `tests` are the results of a file in vitest's JSON. */
export const skippedIn = (packageName, tests) => {
  const groupsThatRan = new Set(tests.filter((test) => !isSkipped(test)).map(groupOf));
  const nameOf = (test) => {
    const group = groupOf(test);
    if (group === '') return test.title;
    return groupsThatRan.has(group) ? `${group} > ${test.title}` : group;
  };
  return tests.filter(isSkipped).map((test) => ({
    name: `${packageName}: ${nameOf(test)}`,
    needed: test.meta?.needed ?? 'skipped by its source',
    install: test.meta?.install ?? [],
  }));
};

const counted = (names) =>
  [...new Set(names)].map((name) => {
    const count = names.filter((one) => one === name).length;
    return count === 1 ? `  ${name}` : `  ${name} (${count} tests)`;
  });

const firstLine = 'not tested here';

/** The lines that list the skipped tests, the reasons, and the packages to install. */
export const skippedLines = (skipped) => {
  const reasons = [...new Set(skipped.map(({ needed }) => needed))];
  const blocks = reasons.flatMap((reason) => {
    const names = skipped.filter(({ needed }) => needed === reason).map(({ name }) => name);
    return [`${firstLine}, ${reason}:`].concat(counted(names));
  });
  const packages = [...new Set(skipped.flatMap(({ install }) => install))];
  if (packages.length === 0) return blocks;
  return [...blocks, `to test that as well: apt-get install ${packages.join(' ')}`];
};

/** The same lines, found in the output of a run. */
export const skippedLinesIn = (output) => {
  const lines = output.split('\n');
  const start = lines.findIndex((line) => line.startsWith(firstLine));
  const rest = start === -1 ? [] : lines.slice(start);
  const end = rest.findIndex((line) => /^\d+ passed, \d+ failed/.test(line));
  return rest.slice(0, Math.max(end, 0));
};
