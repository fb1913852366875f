import { argTypeError } from '@fdset/posix';

/** The error of a URL that names nothing to connect to. */
export const urlError = (message: string): TypeError =>
  argTypeError(message, 'ERR_FDSET_INVALID_URL');
