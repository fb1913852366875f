// The error of connecting to several addresses, of which none answered.
import { SocketError } from '@fdset/posix';

/** Whether an error means that the next address may be tried. An interruption and a time that is up are no failure of the address. */
export const isAttemptFailure = (error: unknown): error is SocketError =>
  error instanceof SocketError && error.code !== 'EINTR';

/** The error for the failures of all addresses: the last one, or all of them together. */
export const summarize = (errors: SocketError[], allErrors: boolean | undefined): Error => {
  const last = errors.at(-1);
  if (last !== undefined && (allErrors === false || (errors.length === 1 && !allErrors)))
    return last;
  const message = `could not connect: ${errors.map((error) => error.message).join('; ')}`;
  return Object.assign(new AggregateError(errors, message), { code: errors[0]?.code });
};
