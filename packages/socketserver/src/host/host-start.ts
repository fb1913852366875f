// What every host of a server is started with, thread or process.
import type { HandlerReference } from '../handler-source.js';
import type { HandlerServer } from '../handler-server.js';
import { standInFor } from './server-stand-in.js';
import type { ServerDescription } from './server-stand-in.js';

/** The handler, and what it sees of its server. */
export interface HostStart {
  readonly handler: HandlerReference;
  readonly server: HandlerServer;
  readonly idleTimeoutMs: number | null;
}

/** The same on its way to the host. */
export interface HostOrder extends HostStart {
  readonly server: ServerDescription;
}

/** What the host makes of it, before the handler's module is loaded. */
export const arrived = <Order extends HostOrder>(
  order: Order,
): Omit<Order, 'server'> & Pick<HostStart, 'server'> => ({
  ...order,
  server: standInFor(order.server),
});
