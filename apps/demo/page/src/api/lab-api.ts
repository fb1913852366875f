// The page's requests to the lab's server.
import type { LabInfo, SyscallCounts } from '../../../src/lab/protocol/lab-info.js';
import {
  INFO_PATH,
  RUNS_PATH,
  SYSCALLS_PATH,
  TOKEN_HEADER,
  stopPath,
} from '../../../src/lab/protocol/routes.js';
import type { ModelId, RunConfig } from '../../../src/lab/protocol/run-config.js';

export const token =
  document.querySelector<HTMLMetaElement>('meta[name="fdset-token"]')?.content ?? '';

/** An answer that is not 2xx; `field` is the one that the server refused. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';
  readonly field: string | null;

  constructor(message: string, field: string | null) {
    super(message);
    this.field = field;
  }
}

export const askInfo = (): Promise<LabInfo> => ask<LabInfo>('GET', INFO_PATH);

export const startRun = (config: RunConfig): Promise<{ runId: string }> =>
  ask<{ runId: string }>('POST', RUNS_PATH, config);

export const stopRun = (runId: string): Promise<unknown> => ask('POST', stopPath(runId), {});

export const countSyscalls = (model: ModelId): Promise<SyscallCounts> =>
  ask<SyscallCounts>('POST', SYSCALLS_PATH, { model });

async function ask<T>(method: string, path: string, body?: object): Promise<T> {
  const response = await fetch(path, {
    method,
    headers: {
      [TOKEN_HEADER]: token,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (response.ok) return (text === '' ? {} : JSON.parse(text)) as T;
  throw refusedBy(response, text);
}

function refusedBy({ status, statusText }: Response, text: string): RefusedError {
  try {
    const { message, field } = JSON.parse(text) as { message?: string; field?: string };
    return new RefusedError(message ?? `${status} ${statusText}`, field ?? null);
  } catch {
    return new RefusedError(text || `${status} ${statusText}`, null);
  }
}
