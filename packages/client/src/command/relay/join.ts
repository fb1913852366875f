// Joins two channels: what comes from one goes to the other, and so does its end.
import type { Channel } from '../channel/channel.js';
import { Silence } from '../session/silence.js';

/** `>` is from the first channel to the second one. */
export type Direction = '>' | '<';

/** How two channels are joined. */
export interface JoinOptions {
  /** After the end of one direction the other one may be silent for so long; null: for ever. */
  readonly waitMs: number | null;
  /** Sees what passes. */
  readonly onPass: ((direction: Direction, data: Buffer) => void | Promise<void>) | null;
  /** Hears of a datagram that could not be passed on. */
  readonly onDrop: (error: Error) => void;
}

/** Passes on until both directions have ended, and closes both. @throws when a connection is lost; the other one is reset then */
export async function join(a: Channel, b: Channel, options: JoinOptions): Promise<void> {
  const silence = new Silence();
  const forth = pass({ from: a, to: b, direction: '>', silence, ...options });
  const back = pass({ from: b, to: a, direction: '<', silence, ...options });
  try {
    await Promise.race([Promise.all([forth, back]), silence.over]);
  } catch (error) {
    // An orderly end would make a part of the stream look like the whole.
    a.reset();
    b.reset();
    throw error;
  } finally {
    silence.close();
    a.close();
    b.close();
  }
}

interface Passing extends JoinOptions {
  readonly from: Channel;
  readonly to: Channel;
  readonly direction: Direction;
  readonly silence: Silence;
}

async function pass(passing: Passing): Promise<void> {
  const { from, to, silence, waitMs } = passing;
  for (let data = await next(from); data !== null; data = await next(from)) {
    silence.busy();
    const isTaken = await passOn(data, passing);
    silence.quiet();
    // Nobody reads there. What is still said there passes; its end, or its loss, is told by the other direction.
    if (!isTaken) return;
  }
  to.end();
  silence.arm(waitMs);
}

async function passOn(data: Buffer, { to, direction, onPass, onDrop }: Passing): Promise<boolean> {
  await onPass?.(direction, data);
  try {
    await to.send(data);
    return true;
  } catch (error) {
    if (error instanceof RangeError) throw error;
    if (to.hasEnd) return false;
    // The next one may arrive.
    onDrop(error as Error);
    return true;
  }
}

/** What comes next. Over datagrams "nobody listens" is told once for each that was sent, and the next one may be heard. */
async function next(from: Channel): Promise<Buffer | null> {
  for (;;) {
    try {
      return await from.receive();
    } catch (error) {
      if (from.hasEnd || (error as { code?: unknown }).code !== 'ECONNREFUSED') throw error;
    }
  }
}
