// The first import of every entry script. It stops with one line on a Node that is too old.
// It imports nothing and uses only old syntax, because an old Node must be able to parse it.
// The entry scripts load everything else with import() for the same reason.
var current = process.versions.node.split('.').map(Number);

if (current[0] < 20 || (current[0] === 20 && current[1] < 19)) {
  process.stderr.write(
    'fdset needs Node 20.19 or newer and this is Node ' +
      process.versions.node +
      ': install a current one from https://nodejs.org/en/download or with a version manager.\n',
  );
  process.exit(1);
}
