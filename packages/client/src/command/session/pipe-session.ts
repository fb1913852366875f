// A session from a pipe or a file: what is read is sent, then this side ends, and what arrives is printed until the peer ends, or
// is silent for long enough. No more of the input is read than the peer takes, and no more is received than the reader of stdout takes.
import { print, say } from '../standard-streams.js';
import { Display } from './display.js';
import { hear } from './hear.js';
import type { Heard } from './hear.js';
import { PipedInput } from './piped-input.js';
import { Sending } from './sending.js';
import { closedTooEarly, lost, plainEnd, unanswered, whileOneSided } from './session-end.js';
import type { SessionEnd } from './session-end.js';
import { Silence } from './silence.js';
import type { Talk } from './talk.js';

/** Talks until both sides have ended, or the connection is lost. */
export async function pipeSession(talk: Talk): Promise<SessionEnd> {
  const input = new PipedInput();
  const silence = new Silence();
  const display = new Display({ isHex: talk.options.hex === true, isByLine: talk.isByLine }, print);
  const hearing = hear(talk, silence, (data) => display.received(data));
  const sending = new Sending(talk, input, display);
  try {
    const heard = await Promise.race([hearing, fatal(talk, sending, silence), silence.over]);
    return await judge(heard ?? 'silent', talk, sending);
  } finally {
    silence.close();
    input.close();
    talk.channel.close();
  }
}

/**
 * Resolves when sending has failed in a way that listening does not tell, and begins to wait when everything is sent. An input that
 * cannot be read rejects.
 */
async function fatal(
  { channel, options, waitMs }: Talk,
  sending: Sending,
  silence: Silence,
): Promise<Heard> {
  const error = await sending.done;
  if (error !== null && !channel.hasEnd) return { error };
  if (error === null) {
    if (options.halfClose !== false) channel.end();
    silence.arm(waitMs);
  }
  return new Promise<never>(() => {});
}

async function judge(
  heard: Heard | 'silent',
  { peer, options }: Talk,
  sending: Sending,
): Promise<SessionEnd> {
  if (heard === 'answered') return plainEnd;
  if (typeof heard === 'object') return lost(peer, heard.error);
  if (options.once === true) return unanswered(peer);
  if (heard === 'silent') return plainEnd;
  const error = await sending.rest(() => say(whileOneSided(peer)));
  return error === null ? plainEnd : closedTooEarly(peer);
}
