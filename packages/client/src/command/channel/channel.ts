// What sessions and relays talk over: the two directions of one connection, whatever carries them. `connection-channel.ts` is a
// connection, `peer-channel.ts` one of the clients of a datagram socket, `framed-channel.ts` messages over a stream.

/** Two directions, each of which ends by itself. */
export interface Channel {
  /** Whether what is received and sent are messages, and not pieces of a stream. */
  readonly keepsBorders: boolean;
  /** Whether the other side can tell its end; datagrams cannot. */
  readonly hasEnd: boolean;
  /**
   * What came next; null at the end. It lasts until the next call.
   * @throws when the connection is lost
   */
  receive(): Promise<Buffer | null>;
  /** Resolves when the kernel has all of it, which sets the pace. @throws when the connection is lost */
  send(data: Uint8Array): Promise<void>;
  /** Ends the direction of sending. */
  end(): void;
  close(): void;
  /** Closes it so that the other side does not take what it has received for all there was. */
  reset(): void;
}
