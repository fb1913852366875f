// What the streams over an AsyncSocket use of it.
import type { Sendable } from '@fdset/posix';

/** A byte stream with verbs that are promises. */
export interface StreamSocket {
  recv(maxBytes: number): Promise<Buffer>;
  recvInto(buffer: Uint8Array, options?: { readonly signal?: AbortSignal }): Promise<number>;
  sendall(data: Sendable): Promise<void>;
  sendmsg(data: readonly Sendable[]): Promise<number>;
  shutdown(how: number): void;
  close(): void;
}
