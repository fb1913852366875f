// What a session is told by the options of the command line, and the channel that it talks over.
import type { Channel } from '../channel/channel.js';
import { FramedChannel } from '../channel/framed-channel.js';
import { UsageError } from '../usage-error.js';
import { isDatagram, keepsBorders } from '../../url/endpoint.js';
import type { Endpoint } from '../../url/endpoint.js';
import type { NamedFraming } from './framing-names.js';
import type { Peer } from './session-end.js';

/** The options of whoever talks, as commander gives them. */
export interface TalkOptions {
  readonly hex?: boolean;
  readonly hexInput?: boolean;
  readonly crlf?: boolean;
  readonly framing?: NamedFraming;
  /** true: as long as it takes. */
  readonly wait?: number | true;
  readonly once?: boolean;
  readonly halfClose?: boolean;
  readonly history?: boolean;
}

/** Datagrams have no end, so after the end of the input their answers get so long. */
export const DATAGRAM_WAIT_MS = 1000;

/** One session: whom it talks with, over what, and how. */
export interface Talk {
  readonly peer: Peer;
  readonly channel: Channel;
  readonly options: TalkOptions;
  /** Each line of the input is a message, and each message that comes is printed as a line. */
  readonly isByLine: boolean;
  /** How long it may be silent after the end of the input; null: as long as the peer likes. */
  readonly waitMs: number | null;
}

/** Refuses what such an endpoint does not have. @throws {UsageError} */
export function checkTalk(endpoint: Endpoint, { framing }: TalkOptions): void {
  if (framing === undefined || framing.name === 'lines' || !keepsBorders(endpoint)) return;
  throw new UsageError(
    `${endpoint.scheme}: keeps messages apart itself: leave --framing ${framing.name} out, or write --framing lines for a message a line`,
  );
}

/** A session over a channel to one end of `endpoint`. */
export function talkOver(
  channel: Channel,
  peer: Peer,
  endpoint: Endpoint,
  options: TalkOptions,
): Talk {
  const { framing, wait } = options;
  const isFramed = framing !== undefined && !channel.keepsBorders;
  // Whoever listens for datagrams stays until somebody ends it.
  const isLimited = isDatagram(endpoint) && peer.role === 'the server';
  const usualMs = isLimited ? DATAGRAM_WAIT_MS : null;
  return {
    peer,
    channel: isFramed ? new FramedChannel(channel, framing.framing) : channel,
    options,
    isByLine: framing !== undefined,
    waitMs: wait === true ? null : (wait ?? usualMs),
  };
}
