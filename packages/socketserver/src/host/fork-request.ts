/** What a server asks of its fork server: a child, or a signal to one. */
export interface ForkRequest {
  /** False when it has to be asked again later. */
  send(controlFd: number): boolean;
  /** It cannot be asked that. */
  failed(error: unknown): void;
}
