// npm start [-- command args]: sets the checkout up and runs the demo in the foreground.
// package.json says `exec node`, because npm signals only the shell, which would pass nothing on.
import './setup/node-version.mjs';

void import('./setup/start.mjs').then(({ startDemo }) => startDemo(process.argv.slice(2)));
