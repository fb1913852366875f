// Forking servers, and how their children end.
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { ForkingTCPServer } from '@fdset/socketserver';
import type { ServerEvents } from '@fdset/socketserver';
import { afterEach, beforeAll, onTestFinished } from 'vitest';
import { until } from './servers.js';

/** A forking server that collects what handleError is told. */
export class Quiet extends ForkingTCPServer {
  readonly errors: { message: string; phase: string }[] = [];
  override handleError(...args: Parameters<ForkingTCPServer['handleError']>): void {
    this.errors.push({ message: (args[2] as Error).message, phase: args[3].phase });
  }
}

/** The ends of a server's workers: the message of the error, or null if there was none. */
export const endsOf = (server: object): (string | null)[] => {
  const ends: (string | null)[] = [];
  const listen = (message: unknown): void => {
    const event = message as ServerEvents['fdset:server:worker:end'];
    if (event.server === server) ends.push((event.error as Error | null)?.message ?? null);
  };
  subscribe('fdset:server:worker:end', listen);
  onTestFinished(() => void unsubscribe('fdset:server:worker:end', listen));
  return ends;
};

/** One server for the tests of a `describe`. Before each test all its children have ended, and their ends were told. */
export const shared = (make: () => Quiet): { server: Quiet; ends: (string | null)[] } => {
  const one = { server: null as unknown as Quiet, ends: [] as (string | null)[] };
  const alive = new Set<number>();
  const onStart = (message: unknown): void => {
    const { server, worker } = message as ServerEvents['fdset:server:worker:start'];
    if (server === one.server) alive.add(worker);
  };
  const onEnd = (message: unknown): void => {
    const { server, worker, error } = message as ServerEvents['fdset:server:worker:end'];
    if (server !== one.server) return;
    alive.delete(worker);
    one.ends.push((error as Error | null)?.message ?? null);
  };
  beforeAll(() => {
    one.server = make();
    subscribe('fdset:server:worker:start', onStart);
    subscribe('fdset:server:worker:end', onEnd);
    const served = one.server.serveForever();
    return async () => {
      await one.server.serverClose();
      await served;
      unsubscribe('fdset:server:worker:start', onStart);
      unsubscribe('fdset:server:worker:end', onEnd);
    };
  });
  afterEach(async () => {
    await until(() => one.server.activeChildren.length === 0 && alive.size === 0);
    one.ends.length = 0;
    one.server.errors.length = 0;
  });
  return one;
};
