// The half of a session that listens.
import type { Show } from './display.js';
import type { Silence } from './silence.js';
import type { Talk } from './talk.js';

/** How listening ended: the peer has ended, the one answer came that was asked for, or the connection was lost. */
export type Heard = 'ended' | 'answered' | { readonly error: Error };

/** Shows what comes, as fast as it can be shown. */
export async function hear(
  { channel, options }: Talk,
  silence: Silence,
  show: Show,
): Promise<Heard> {
  try {
    for (let data = await channel.receive(); data !== null; data = await channel.receive()) {
      silence.busy();
      await show(data);
      silence.quiet();
      if (options.once === true) return 'answered';
    }
    return 'ended';
  } catch (error) {
    return { error: error as Error };
  }
}
