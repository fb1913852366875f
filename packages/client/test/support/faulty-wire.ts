// A proxy that passes bytes on, until so many have gone in one direction; then it does something to the wire.
import { SHUT_WR } from '@fdset/socket';
import type { Address } from '@fdset/socket';
import { connect } from '@fdset/socket/async';
import type { AsyncSocket } from '@fdset/socket/async';
import { reset, serve } from './peers.js';
import type { Served } from './peers.js';

export type Direction = 'toServer' | 'toClient';

/** What happens to the wire: both ends are closed, both are reset, or the receiver sees an end and nothing else happens. */
export type Harm = 'cut' | 'reset' | 'halfClose';

export interface Fault {
  readonly direction: Direction;
  /** How many bytes pass before. */
  readonly after: number;
  readonly harm: Harm;
}

const harms: Record<Harm, (from: AsyncSocket, to: AsyncSocket) => void> = {
  cut: (from, to) => {
    from.close();
    to.close();
  },
  reset: (from, to) => {
    reset(from);
    reset(to);
  },
  halfClose: (_from, to) => to.shutdown(SHUT_WR),
};

/** Starts a proxy to a server. Only its first connection is harmed. */
export const faultyWire = (server: Address, fault: Fault): Served =>
  serve(async (client, index) => {
    const upstream = await connect(server);
    const limit = (direction: Direction): number =>
      index === 0 && fault.direction === direction ? fault.after : Infinity;
    try {
      await Promise.all([
        pass(client, upstream, limit('toServer'), fault.harm),
        pass(upstream, client, limit('toClient'), fault.harm),
      ]);
    } finally {
      upstream.close();
    }
  });

const pass = async (
  from: AsyncSocket,
  to: AsyncSocket,
  limit: number,
  harm: Harm,
): Promise<void> => {
  for (let left = limit; left > 0;) {
    // Byte by byte up to the limit, so that what was read is always passed on.
    const data = await from.recv(Math.min(left, 65_536));
    if (data.length === 0) return to.shutdown(SHUT_WR);
    await to.sendall(data);
    left -= data.length;
  }
  harms[harm](from, to);
};
