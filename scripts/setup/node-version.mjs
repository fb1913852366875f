// The first import of every entry script: stops with one line on a Node that is too old.
// It imports nothing and keeps to old syntax, because an old Node has to be able to parse it;
// the entry scripts load everything else with import() for the same reason.
export var minimumNode = [20, 19];

var current = process.versions.node.split('.').map(Number);
var tooOld =
  current[0] < minimumNode[0] || (current[0] === minimumNode[0] && current[1] < minimumNode[1]);

if (tooOld) {
  process.stderr.write(
    'fdset needs Node ' +
      minimumNode.join('.') +
      ' or newer and this is Node ' +
      process.versions.node +
      ': install a current one from https://nodejs.org/en/download or with a version manager.\n',
  );
  process.exit(1);
}
