import { constants } from 'node:os';
import { SocketTimeoutError } from '@fdset/posix';
import { Outgoing } from '../exchange/outgoing.js';
import type { Pending } from '../exchange/pending.js';
import type { Endpoint } from '../url/endpoint.js';
import { ClientError } from './client-error.js';

/** The error of a call whose time is up: what it has waited for is its phase. */
export function lateError(call: Pending<unknown>, endpoint: Endpoint): ClientError {
  const isUnsent = call instanceof Outgoing && call.sent === 'no';
  const what = isUnsent ? 'the message was not written' : 'no message came';
  const cause = new SocketTimeoutError(
    'ETIMEDOUT',
    -constants.errno.ETIMEDOUT,
    call.call,
    endpoint.address,
  );
  const message = `${endpoint.url}: ${what} within ${call.timeoutMs} ms`;
  return new ClientError(isUnsent ? 'write' : 'read', endpoint, cause, message);
}
