// Errors of another realm (node:vm, a test runner's environment) are no instances of this one's Error.
import { types } from 'node:util';

/** Whether a value is an error, of whichever realm; a DOMException is one by its prototype alone. */
export const isError = (value: unknown): value is Error =>
  types.isNativeError(value) || value instanceof Error;
