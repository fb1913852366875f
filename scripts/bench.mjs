// pnpm bench [name] [options]: sets the checkout up and measures. See `pnpm bench --help`.
import './setup/node-version.mjs';

void import('./setup/start.mjs').then(({ startBench }) => startBench(process.argv.slice(2)));
