// Signals that ask for an end, in the processes of a server: sent to the whole tree, as service managers do, they are for
// the server, which lets requests finish. What it wants ended it ends itself.
import { constants } from 'node:os';
import { deferSignal } from '@fdset/posix';
import { CHANNEL_FD } from './process-messages.js';

const ENDINGS = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;

/**
 * From now on they come from the server, or do nothing. A module that listens to one of them itself gets it instead, from whomever it
 * comes: until its listener is taken away, when libuv would leave the default.
 */
export const deferEndings = (): void => {
  for (const name of ENDINGS) if (process.listenerCount(name) === 0) defer(name);
  process.on('removeListener', (event: (typeof ENDINGS)[number]) => {
    if (ENDINGS.includes(event) && process.listenerCount(event) === 0) defer(event);
  });
};

const defer = (name: (typeof ENDINGS)[number]): void =>
  deferSignal(constants.signals[name], CHANNEL_FD);
