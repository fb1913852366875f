// node scripts/ci.mjs [tests] [repository] [packages] [smoke]: runs the named sections, or all of them.
// .ci/run calls it after it has installed the programs that the machine lacks.
import './setup/node-version.mjs';

void import('./ci/run-ci.mjs').then(({ runCi }) => runCi(process.argv.slice(2)));
