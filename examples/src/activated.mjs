// A server that systemd starts at the first connection: systemd listens, this program gets the socket (sd_listen_fds(3)).
// Run: systemd-socket-activate -l 8080 node examples/src/activated.mjs, then: nc 127.0.0.1 8080
import { ThreadPoolTCPServer } from '@fdset/socketserver';
import { UpperHandler } from './upper-handler.mjs';
import { serve } from './serve.mjs';

const FIRST_FD = 3;

/** The first descriptor that was passed to this process; the variables of another process mean nothing here. */
const passedFd = ({ LISTEN_PID, LISTEN_FDS }) =>
  Number(LISTEN_PID) === process.pid && Number(LISTEN_FDS) >= 1 ? FIRST_FD : undefined;

const fd = passedFd(process.env);
if (fd === undefined) {
  console.error(
    'no socket was passed: run systemd-socket-activate -l 8080 node examples/src/activated.mjs',
  );
  process.exit(2);
}
// What this program starts must not take the variables for its own.
delete process.env.LISTEN_PID;
delete process.env.LISTEN_FDS;
await serve(new ThreadPoolTCPServer({ fd }, UpperHandler, { maxWorkers: 2 }));
