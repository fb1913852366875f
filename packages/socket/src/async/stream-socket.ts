// What the streams over an AsyncSocket use of it.
import type { Sendable } from '@fdset/posix';

/** A byte stream with verbs that are promises. */
export interface StreamSocket {
  recv(maxBytes: number): Promise<Buffer>;
  recvInto(buffer: Uint8Array, options?: { readonly signal?: AbortSignal }): Promise<number>;
  sendall(data: Sendable): Promise<void>;
  shutdown(how: number): void;
  close(): void;
}

/** One that sends several buffers at once. */
export interface GatheringSocket extends StreamSocket {
  sendmsg(data: readonly Sendable[]): Promise<number>;
}
