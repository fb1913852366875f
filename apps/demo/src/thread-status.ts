// What the kernel tells of a thread in /proc (proc_pid_status(5)). Linux only.
import { readFileSync } from 'node:fs';

export interface ThreadStatus {
  /** S when it is asleep, t when a tracer has stopped it, Z when it has ended and nobody has asked how. */
  readonly state: string;
  /** How often it gave its processor away: by itself, and because another thread was to have it. */
  readonly voluntary: number;
  readonly involuntary: number;
}

/** null when there is no such thread any more. */
export function threadStatus(pid: number, thread: number): ThreadStatus | null {
  const text = read(`/proc/${pid}/task/${thread}/status`);
  const [, state] = /^State:\s+(\w)/m.exec(text) ?? [];
  const [, voluntary] = /^voluntary_ctxt_switches:\s+(\d+)/m.exec(text) ?? [];
  const [, involuntary] = /^nonvoluntary_ctxt_switches:\s+(\d+)/m.exec(text) ?? [];
  if (state === undefined || voluntary === undefined) return null;
  return { state, voluntary: Number(voluntary), involuntary: Number(involuntary) };
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
