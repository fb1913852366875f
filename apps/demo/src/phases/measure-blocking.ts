// The blocking reads of measure.ts, by a thread or process that has no event loop to await anything in.
import type { Socket } from '@fdset/socket';
import { ask, MAX_WARM_UPS, mayBeUnusable, mediansOf, noStamps, phasesOf } from './measure.js';
import type { MeasuredPhases, Measurement } from './measure.js';
import type { Request } from './request.js';

/** Asks for messages one by one and reads each, blocked. */
export function measureBlocking(
  socket: Socket,
  { messages, request }: Measurement,
): MeasuredPhases {
  const buffer = Buffer.alloc(request.bytes, 1);
  warmUp(socket, buffer, { ...request, delayMs: 1 });
  const reads: MeasuredPhases[] = [];
  for (let unusable = 0; reads.length < messages;) {
    const read = readOne(socket, buffer, request);
    if (read !== null) reads.push(read);
    else mayBeUnusable(++unusable);
  }
  return mediansOf(reads);
}

function warmUp(socket: Socket, buffer: Buffer, request: Request): void {
  for (let i = 0; i < MAX_WARM_UPS; i += 1) if (readOne(socket, buffer, request) !== null) return;
  throw noStamps();
}

function readOne(socket: Socket, buffer: Buffer, request: Request): MeasuredPhases | null {
  const asked = ask(socket, request);
  const { startedNs } = asked;
  return phasesOf(socket, request, asked, socket.recvPhasesInto(buffer, { startedNs }));
}
