// What the slow clients are told: in arguments, because nothing of it is secret.
import type { RunConfig } from '../protocol/run-config.js';

export interface SlowConfig extends Pick<RunConfig, 'messageBytes' | 'thinkMs'> {
  readonly port: number;
  readonly clients: number;
}
