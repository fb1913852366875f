// The error of what a peer has sent: no misuse by this program, and nothing that the system said.

/** The codes of a {@link FrameError}. */
export type FrameErrorCode =
  'ERR_FDSET_FRAME_TOO_LARGE' | 'ERR_FDSET_FRAME_TRUNCATED' | 'ERR_FDSET_FRAME_MALFORMED';

/**
 * The bytes of a stream are no frame: one that is larger than `maxBytes`, one that the end of the stream has cut off, or none
 * at all. Match on `code`. Where the next frame would begin is unknown then, so the usual answer is to close the connection.
 */
export class FrameError extends Error {
  readonly code: FrameErrorCode;

  constructor(code: FrameErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
// The name is on the prototype, as for the built-in classes, so that printing an error does not list it.
FrameError.prototype.name = 'FrameError';

/** Makes the error of a frame that is larger than allowed. */
export const tooLarge = (name: string, maxBytes: number): FrameError =>
  new FrameError(
    'ERR_FDSET_FRAME_TOO_LARGE',
    `a ${name} has more than ${maxBytes} bytes, the limit that maxBytes sets`,
  );

/** Makes the error of a frame that the end of the stream has cut off. */
export const truncated = (name: string, bytes: number): FrameError =>
  new FrameError(
    'ERR_FDSET_FRAME_TRUNCATED',
    `the stream ended within a ${name}, ${bytes} bytes after its beginning`,
  );

/** Makes the error of bytes that are no frame. */
export const malformed = (name: string, why: string): FrameError =>
  new FrameError('ERR_FDSET_FRAME_MALFORMED', `this is no ${name}: ${why}`);
