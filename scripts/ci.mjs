// pnpm check [tests] [repository] [packages] [smoke]: runs the named sections, or all of them.
// .ci/run does nothing else, but for installing the programs that the machine lacks before.
import './setup/node-version.mjs';

void import('./ci/run-ci.mjs').then(({ runCi }) => runCi(process.argv.slice(2)));
