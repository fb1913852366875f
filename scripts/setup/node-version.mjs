// The first import of every entry script: stops with one line on a Node that is too old.
// It imports nothing and keeps to old syntax, because an old Node has to be able to parse it;
// the entry scripts load everything else with import() for the same reason.
var current = process.versions.node.split('.').map(Number);

if (current[0] < 20 || (current[0] === 20 && current[1] < 19)) {
  process.stderr.write(
    'fdset needs Node 20.19 or newer and this is Node ' +
      process.versions.node +
      ': install a current one from https://nodejs.org/en/download or with a version manager.\n',
  );
  process.exit(1);
}
