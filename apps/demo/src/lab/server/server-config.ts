// What a server of the lab is told by the one who starts it: in its environment, because everybody can read the arguments of a process.
import type { CountsAddress } from '../counts/counts.js';
import type { ModelId, RunConfig } from '../protocol/run-config.js';

export const SERVER_CONFIG_VARIABLE = 'FDSET_LAB_SERVER';
/** The descriptor of the listener in the server's process. */
export const LISTENER_FD = 3;
export const BACKLOG = 511;

export interface ServerConfig extends Pick<
  RunConfig,
  'messageBytes' | 'handlerCost' | 'handlerMs' | 'poolSize'
> {
  readonly model: ModelId;
  readonly counts: CountsAddress;
}

export const readServerConfig = (): ServerConfig =>
  JSON.parse(process.env[SERVER_CONFIG_VARIABLE] ?? '') as ServerConfig;
