import type { HowMuchSent } from '../errors/client-error.js';
import { Pending } from './pending.js';
import type { OperationOptions } from '@fdset/socket/async';

/** A message on its way out, and whoever waits for it: a `send` until the kernel has it, a `request` until its answer is there. */
export class Outgoing<Answer> extends Pending<Answer> {
  readonly frame: Buffer;
  readonly isRequest: boolean;
  /** How much of it the kernel has. */
  sent: HowMuchSent = 'no';

  constructor(
    frame: Buffer,
    call: 'send' | 'request',
    options: OperationOptions | undefined,
    defaultMs: number | null,
  ) {
    super(call, options, defaultMs);
    this.frame = frame;
    this.isRequest = call === 'request';
  }
}
