// Describes the model of a server to the contracts of this folder.

export interface ServerUnderTest {
  /** The command and its options. */
  readonly args: readonly string[];
  /** False for the blocking model, which serves one client and lets the others wait. */
  readonly servesTogether: boolean;
  /** False for the non-blocking model, which polls by design. */
  readonly sleepsWhenIdle: boolean;
}
