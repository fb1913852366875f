import { argTypeError } from '@fdset/posix';

/** The error of a request over a stream of bytes. */
export const unframedError = (by: 'connect' | 'connectSync'): TypeError =>
  argTypeError(
    `a stream does not say where an answer ends: make the client with a framing, as in ${by}(url, { framing: lines() })`,
    'ERR_FDSET_UNSUPPORTED',
  );
