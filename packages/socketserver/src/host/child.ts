// A child process as its host sees it, however it was started: spawned-child.ts and forked-child.ts.

/** How a child ended. */
export interface ChildEnd {
  /** Null when it was ended by a signal, when nobody knows, and when it never was. */
  readonly code: number | null;
  /** What to report; null when it ended with 0. */
  readonly error: Error | null;
  /** It may live on: it cannot be ended or watched, and `error` says why. */
  readonly isLost?: boolean;
}

/** A child process. */
export interface Child {
  /** Undefined until it has been started. */
  readonly pid: number | undefined;
  /** Resolves when it can work; rejects with why not. */
  readonly ready: Promise<void>;
  /** Resolves when it has ended, or could not be started; never rejects. */
  readonly ended: Promise<ChildEnd>;
  /** Does nothing once it has ended. False when it cannot be killed from here, or has ended. */
  kill(signal: 'SIGTERM' | 'SIGKILL'): boolean;
  /** Why the last signal could not be sent, where `ended` does not tell it. */
  readonly killError?: Error | null;
}
