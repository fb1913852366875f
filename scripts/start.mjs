// npm start [-- command args]: sets the checkout up and runs the demo in the foreground.
// package.json uses `exec node`, because npm signals only the shell, and the shell would not pass the signal on.
import './setup/node-version.mjs';

void import('./setup/start.mjs').then(({ startDemo }) => startDemo(process.argv.slice(2)));
