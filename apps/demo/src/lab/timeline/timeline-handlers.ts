// Measures the reads of a model where it reads: on the thread, or in the process, that its server gives a client. A bundle entry of its own,
// because those import it.
import { threadId } from 'node:worker_threads';
import { AF_UNIX, IPPROTO_TCP, SO_RCVLOWAT, SOCK_DGRAM, Socket, SOL_SOCKET } from '@fdset/socket';
import { TCP_NODELAY } from '@fdset/socket';
import { BaseRequestHandler } from '@fdset/socketserver';
import type { Measurement } from '../../phases/measure.js';
import { measureBlocking } from '../../phases/measure-blocking.js';
import type { MeasuredPhases } from '../../phases/measure.js';

export interface TimelineContext {
  readonly measurement: Pick<Measurement, 'messages' | 'request'>;
  /** The abstract name to which the result goes. */
  readonly path: string;
}

export interface Measured {
  /** Who has read. */
  readonly pid: number;
  readonly threadId: number;
  readonly phases: MeasuredPhases;
}

export type HandlerResult = Measured | { readonly missing: string };

export class TimelineHandler extends BaseRequestHandler {
  static readonly source = { module: import.meta.url, name: 'TimelineHandler' };

  override handle(): void {
    const { path } = this.server.context as TimelineContext;
    using socket = new Socket(AF_UNIX, SOCK_DGRAM);
    socket.connect({ path });
    socket.send(Buffer.from(JSON.stringify(this.#result())));
  }

  #result(): HandlerResult {
    const { measurement } = this.server.context as TimelineContext;
    const { request: socket } = this;
    try {
      socket.setTimestamps(true);
      socket.setsockopt(IPPROTO_TCP, TCP_NODELAY, true);
      socket.setsockopt(SOL_SOCKET, SO_RCVLOWAT, measurement.request.bytes);
      return { pid: process.pid, threadId, phases: measureBlocking(socket, measurement) };
    } catch (error) {
      return { missing: (error as Error).message };
    }
  }
}
