// The lines of a CHANGELOG, which changesets asks for: what users will notice, without the commits' hashes, and one line for
// new versions of other @fdset packages in place of one for each changeset of theirs.

const getReleaseLine = async ({ summary }) => {
  const [first, ...rest] = summary.trim().split('\n');
  return [`- ${first}`, ...rest.map((line) => (line === '' ? '' : `  ${line}`))].join('\n');
};

const getDependencyReleaseLine = async (_changesets, dependencies) => {
  const versions = dependencies.map(({ name, newVersion }) => `\`${name}\` ${newVersion}`);
  return versions.length === 0 ? '' : `- Needs ${versions.join(', ')}.`;
};

module.exports = { getReleaseLine, getDependencyReleaseLine };
