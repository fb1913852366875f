// Why a bench ended without its figures, in one line.
import { explainError } from '../../command/explain-error.js';
import { EndedEarly } from '../run/ended-early.js';
import { OpenError } from '../run/open-error.js';

/** The line for an error that ended everything. */
export function explainEnd(url: string, error: unknown): string {
  if (error instanceof EndedEarly) return error.message;
  return error instanceof OpenError ? explainOpenError(url, error) : explainError(error);
}

function explainOpenError(url: string, { code, message, opened }: OpenError): string {
  const others = opened === 0 ? '' : ` after ${opened} of its thread were open`;
  if (code === 'ECONNREFUSED') return `nothing listens on ${url}${others} (ECONNREFUSED)`;
  if (code === 'ENOENT') return `there is no socket at ${url} (ENOENT)`;
  if (code === 'EPROTO') return `${url}: ${message}`;
  return message.includes(url) ? message : `cannot connect to ${url}${others}: ${message}`;
}
