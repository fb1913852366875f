// Shows asynchronous reads: when the program hears of the bytes, and where the bytes are then.
import { SO_RCVLOWAT, SOL_SOCKET } from '@fdset/socket';
import type { Socket } from '@fdset/socket';
import { ringRefusal } from '../ring-refusal.js';
import type { Screen } from '../terminal/screen.js';
import { table } from '../terminal/table.js';
import { heading, item, prose } from '../terminal/text.js';
import { sizeText, us } from '../walkthrough/numbers.js';
import type { AsyncReaderName } from './async-readers.js';
import { explainAsync } from './explain-async.js';
import { measureAsync } from './measure-async.js';
import type { Measurement } from './measure.js';
import type { MeasuredAsync } from './measure-async.js';

type Step = readonly [title: string, cell: (one: MeasuredAsync) => string];

/** What happens, in its order. */
const steps: readonly Step[] = [
  ['the read is submitted: the call took', ({ submitNs }) => us(submitNs)],
  ['sent by the sender, then notified', ({ notifiedNs }) => us(notifiedNs)],
  ['  bytes in the socket at that moment', ({ inSocket }) => each(inSocket)],
  ["  the message in the ring's memory", ({ inMemory }) => each(inMemory.map(yesOrNo))],
  ['the callback of the event loop took', ({ handledNs }) => us(handledNs)],
  ['  bytes left in the socket after it', ({ leftInSocket }) => each(leftInSocket)],
  ['notified, then behind the await', ({ resumedNs }) => us(resumedNs)],
];

export async function showAsync(
  socket: Socket,
  measurement: Measurement,
  screen: Screen,
): Promise<void> {
  const { terminal } = screen;
  const size = sizeText(measurement.request.bytes);
  screen.print(...heading(terminal, `4.6.2.4 The phases of an asynchronous read, TCP, ${size}`));
  socket.setsockopt(SOL_SOCKET, SO_RCVLOWAT, measurement.request.bytes);
  const refusal = ringRefusal();
  const names: AsyncReaderName[] = ['selector'];
  if (refusal === null) names.push('uring', 'uring at once');
  const measured: MeasuredAsync[] = [];
  for (const name of names) {
    screen.progress('asynchronous reads', undefined, `: ${name}`);
    measured.push(await measureAsync(name, socket, measurement));
  }
  const rows = steps.map(([title, cell]) => [title].concat(measured.map(cell)));
  screen.print(...table(terminal, ['', ...names], rows), '');
  for (const text of explainAsync(measured)) screen.print(...item(terminal, text));
  if (refusal !== null) screen.print(...prose(terminal, `uring is not shown: ${refusal}`));
}

/** One value if all reads had the same, else all of them; `-` for none. */
function each(values: readonly (string | number)[]): string {
  const different = [...new Set(values)];
  return different.length === 0 ? '-' : different.join(', ');
}

function yesOrNo(is: boolean): string {
  return is ? 'yes' : 'no';
}
