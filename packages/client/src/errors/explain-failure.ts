// Which errors of a verb are failures of the connection, and are told with the address and the phase.
import { AddonUnavailableError, InterruptedError } from '@fdset/posix';
import { ClientError } from './client-error.js';
import type { Phase } from './client-error.js';
import type { Endpoint } from '../url/endpoint.js';

/** Misuse, an interruption, a system without the addon and the reason of whoever gave up stay what they are. */
export function explainFailure(
  error: unknown,
  phase: Phase,
  endpoint: Endpoint,
  signal?: AbortSignal,
): unknown {
  if (!(error instanceof Error) || error instanceof ClientError) return error;
  if (signal?.aborted === true && error === signal.reason) return error;
  if (error instanceof InterruptedError || error instanceof AddonUnavailableError) return error;
  if (error instanceof TypeError || error instanceof RangeError) return error;
  return new ClientError(phase, endpoint, error);
}
