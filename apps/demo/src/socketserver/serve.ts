// Runs a server of @fdset/socketserver until SIGINT or SIGTERM: says where it listens, drains, reports.
import { SocketError } from '@fdset/posix';
import { drainOnSignal } from '@fdset/socketserver';
import { addressText } from '../address-text.js';
import { say } from '../say.js';
import { UserError } from '../user-error.js';
import type { DemoServer } from './classes.js';

const GRACE_MS = 3000;

/** Serves; `make` may fail as binding does. */
export async function serve(make: () => DemoServer, json: boolean): Promise<void> {
  const server = open(make);
  const { drained } = drainOnSignal(server, { graceMs: GRACE_MS });
  const served = server.serveForever();
  say(`listening on ${addressText(server.serverAddress)}`);
  await served;
  await drained;
  const { accepted, finished, failed, disconnected, aborted } = server.stats();
  if (json) say(JSON.stringify(server.stats()));
  else
    say(
      `${accepted} requests: ${finished} finished, ${failed} failed, ${disconnected} disconnected, ${aborted} aborted`,
    );
}

function open(make: () => DemoServer): DemoServer {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof SocketError)) throw error;
    throw new UserError(
      `cannot listen: ${error.message}; choose another place with --port or --path`,
    );
  }
}
