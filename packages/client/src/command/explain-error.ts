// What the user reads of an error, in one line. An error that nobody foresaw shows its stack.
import { SocketError, describeAddress } from '@fdset/posix';
import { ClientError } from '../errors/client-error.js';

/** The line for an error of connecting, of the URL, or of the input. */
export function explainError(error: unknown): string {
  if (error instanceof ClientError) return explainError(error.cause);
  if (error instanceof AggregateError) return error.errors.map(explainError).join('; ');
  if (error instanceof SocketError) return explainSocketError(error);
  if (!(error instanceof Error)) return String(error);
  const { code } = error as NodeJS.ErrnoException;
  return code === undefined ? (error.stack ?? error.message) : error.message;
}

function explainSocketError(error: SocketError): string {
  const { code, address: host = '', port = 0, path } = error;
  if (code === 'ECONNREFUSED')
    return `nothing listens on ${describeAddress(path === undefined ? { host, port } : { path })} (ECONNREFUSED)`;
  if (code === 'ENOENT' && path !== undefined) return `there is no socket ${path} (ENOENT)`;
  return error.message;
}
