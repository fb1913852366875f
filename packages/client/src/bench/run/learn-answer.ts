// How long an answer of a fixed length is, with `--framing fixed` and no number: it is asked for once, and ends when nothing more comes
// for a while.
import { openConnection } from '../../connection/open-connection.js';
import type { AnswerPlan } from '../load-plan.js';
import type { BenchPlan } from '../options/plan-bench.js';
import { UsageError } from '../../command/usage-error.js';

const QUIET_MS = 250;
const MOST_BYTES = 64 * 1024 * 1024;

/** @throws {ClientError} when the server cannot be asked. @throws {UsageError} when it does not answer */
export async function learnAnswer(
  plan: BenchPlan,
  pattern: RegExp | null,
  signal: AbortSignal,
): Promise<AnswerPlan> {
  const bytes = await lengthOfAnswer(plan, signal);
  return pattern === null
    ? { kind: 'bytes', length: bytes, expected: null }
    : { kind: 'frame', frame: { kind: 'fixed', bytes }, pattern };
}

async function lengthOfAnswer({ endpoint, load }: BenchPlan, signal: AbortSignal): Promise<number> {
  const { timeoutMs, tls } = load;
  const options = { timeoutMs, ...(tls === null ? {} : { tls }) };
  const connection = await openConnection(endpoint, options, signal);
  try {
    await connection.sendall(load.payload, { timeoutMs, signal });
    let length = (await connection.recv(65_536, { timeoutMs, signal })).length;
    if (length === 0) throw noAnswer('closed the connection instead');
    for (;;) {
      const more = await connection.recv(65_536, { timeoutMs: QUIET_MS, signal }).catch(isQuiet);
      if (more === null || more.length === 0) return length;
      length += more.length;
      if (length > MOST_BYTES) throw noAnswer('does not stop');
    }
  } finally {
    connection.close();
  }
}

function isQuiet(error: unknown): null {
  if ((error as { code?: unknown }).code === 'ETIMEDOUT') return null;
  throw error;
}

const noAnswer = (why: string): UsageError =>
  new UsageError(
    `--framing fixed learns the length of an answer from the first one, but the server ${why}; write --framing fixed:BYTES`,
  );
