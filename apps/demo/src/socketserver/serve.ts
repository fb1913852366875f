// Runs a server of @fdset/socketserver until SIGINT or SIGTERM: prints its address, drains it, and prints its report.
import { subscribe } from 'node:diagnostics_channel';
import { describeAddress } from '@fdset/socket';
import type { Address } from '@fdset/socket';
import { drainOnSignal } from '@fdset/socketserver';
import type { ServerEvents, ServerStats } from '@fdset/socketserver';
import { say, sayLast } from '../say.js';
import { shortageLine } from './shortage-line.js';
import { cannotListen } from '../servers/cannot-listen.js';
import type { DemoServer } from './make-server.js';

const GRACE_MS = 3000;

export interface ServeOptions {
  readonly json: boolean;
  /** Whether to serve one request only, as the document's handle_request() does. */
  readonly once?: boolean;
}

/** Serves on `address`; `make` may throw the errors of binding. */
export async function serve(
  make: (address: Address) => DemoServer,
  address: Address,
  { json, once = false }: ServeOptions,
): Promise<void> {
  const server = open(make, address);
  tellFallback();
  tellShortages();
  const { drained } = drainOnSignal(server, { graceMs: GRACE_MS });
  const tell = (): void => tellDraining(server);
  process.once('SIGINT', tell).once('SIGTERM', tell);
  const served = once ? server.handleRequest() : server.serveForever();
  say(`listening on ${describeAddress(server.serverAddress)}`);
  await served;
  if (once) await closeAfterOne(server);
  await drained;
  process.off('SIGINT', tell).off('SIGTERM', tell);
  sayLast(json ? JSON.stringify(server.stats()) : reportText(server.stats()));
}

/** handle_request() leaves the server open; a signal has closed it already. */
async function closeAfterOne(server: DemoServer): Promise<void> {
  if (server.stats().accepted > 0) say('handle_request() has taken one request; server_close()');
  await server.serverClose({ graceMs: GRACE_MS });
}

function open(make: (address: Address) => DemoServer, address: Address): DemoServer {
  try {
    return make(address);
  } catch (error) {
    throw cannotListen(error, address);
  }
}

/** Prints a message if this system cannot fork, because the measured costs are then those of spawned processes. */
function tellFallback(): void {
  const channel = 'fdset:server:fallback' satisfies keyof ServerEvents;
  subscribe(channel, (message) => {
    const { error } = message as { error: Error };
    process.stderr.write(`no fork server here (${error.message}): processes are spawned\n`);
  });
}

/** Requests wait while threads, processes or connections cannot be had, and the user cannot see why. Each reason is told once. */
function tellShortages(): void {
  const told = new Set<string>();
  const channel = 'fdset:server:error' satisfies keyof ServerEvents;
  subscribe(channel, (message) => {
    const { phase, error } = message as ServerEvents[typeof channel];
    if (phase !== 'worker' && phase !== 'accept') return;
    const line = shortageLine(phase, error);
    if (!told.has(line)) process.stderr.write(`${line}\n`);
    told.add(line);
  });
}

function tellDraining(server: DemoServer): void {
  const { active } = server.stats();
  if (active === 0) return;
  say(`${requests(active)} under way: ${GRACE_MS / 1000} s to finish, a second Ctrl-C ends now`);
}

function reportText({ accepted, finished, failed, disconnected, aborted }: ServerStats): string {
  return `${requests(accepted)}: ${finished} finished, ${failed} failed, ${disconnected} disconnected, ${aborted} aborted`;
}

function requests(count: number): string {
  return `${count} request${count === 1 ? '' : 's'}`;
}
