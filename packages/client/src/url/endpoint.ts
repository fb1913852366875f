// What a URL names: an address, and how to talk to it.
import { SOCK_DGRAM, SOCK_SEQPACKET, SOCK_STREAM } from '@fdset/posix';
import type { Address } from '@fdset/posix';

/** The schemes of URLs. */
export type Scheme = 'tcp' | 'tls' | 'udp' | 'unix' | 'unix+dgram' | 'unix+seqpacket';

/** How a scheme is spoken. */
export interface Manner {
  readonly scheme: Scheme;
  /** SOCK_STREAM, SOCK_DGRAM or SOCK_SEQPACKET. */
  readonly type: number;
  readonly isUnix: boolean;
  readonly isEncrypted: boolean;
}

/** Where to connect to, or to listen at, and how. */
export interface Endpoint extends Manner {
  readonly address: Address;
  /** The URL as it is shown, which has no control characters: `tcp://[::1]:8088`. */
  readonly url: string;
}

const inet = { isUnix: false, isEncrypted: false };
const local = { isUnix: true, isEncrypted: false };

/** All schemes, in the order in which they are listed for users. */
export const MANNERS: readonly Manner[] = [
  { scheme: 'tcp', type: SOCK_STREAM, ...inet },
  { scheme: 'tls', type: SOCK_STREAM, ...inet, isEncrypted: true },
  { scheme: 'udp', type: SOCK_DGRAM, ...inet },
  { scheme: 'unix', type: SOCK_STREAM, ...local },
  { scheme: 'unix+dgram', type: SOCK_DGRAM, ...local },
  { scheme: 'unix+seqpacket', type: SOCK_SEQPACKET, ...local },
];

/** Whether the borders of messages are kept, so that there is nothing to frame. */
export const keepsBorders = ({ type }: Manner): boolean => type !== SOCK_STREAM;

/** Whether messages may be lost, and a connection has no end. */
export const isDatagram = ({ type }: Manner): boolean => type === SOCK_DGRAM;
