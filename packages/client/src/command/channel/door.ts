// Where clients come in: stream-door.ts and datagram-door.ts.
import type { Channel } from './channel.js';

/** A client that has come. */
export interface Arrival {
  /** Its address. */
  readonly peer: string;
  /** Makes its channel, after the TLS handshake where there is one. @throws when that fails; the connection is closed then */
  readonly open: () => Promise<Channel>;
  /** Closes what is not opened. */
  readonly refuse: () => void;
}

/** Lets clients in, one after the other. */
export interface Door {
  /** Where it is, with the port that the kernel has chosen. */
  readonly url: string;
  /** The next client. @throws ERR_FDSET_CLOSED after `close` */
  accept(): Promise<Arrival>;
  /** Lets nobody else in; those who are in stay. */
  shut(): void;
  /** Closes it, and removes its file. */
  close(): void;
}
