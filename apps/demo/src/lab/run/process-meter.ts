// What a server's processes and threads have used since the meter was started, from /proc. What has ended counts as it was last seen;
// processor time of ended children is in that of their parents (cutime), so that none of it is lost.
import { readFileSync } from 'node:fs';
import { processTree, threadIds } from '@fdset/benchmarks/kit';
import type { ProcessSample } from '../protocol/lab-event.js';
import { threadStatus } from '../../thread-status.js';
import type { ThreadStatus } from '../../thread-status.js';
import { MemoryMeter } from './memory-meter.js';

/** The unit of proc_pid_stat(5)'s times on every Linux (USER_HZ). */
const TICK_MS = 10;
/** Fields of proc_pid_stat(5) behind the name, which may have blanks: the first is the state. */
const [UTIME, STIME, CUTIME, CSTIME, THREADS] = [11, 12, 13, 14, 17] as const;

type Totals = Omit<ProcessSample, 'memoryBytes'>;

export class ProcessMeter {
  readonly #pid: number;
  readonly #memory = new MemoryMeter();
  /** Of every thread that was ever seen, by process and number. */
  readonly #switches = new Map<string, Pick<ThreadStatus, 'voluntary' | 'involuntary'>>();
  #base: Totals;
  #last: Totals;
  /** The most that there were at once. */
  #most: Pick<ProcessSample, 'threads' | 'processes' | 'memoryBytes'> = {
    threads: 0,
    processes: 0,
    memoryBytes: null,
  };

  constructor(pid: number) {
    this.#pid = pid;
    this.#base = this.#last = this.#read();
  }

  /** Counts from now on. */
  restart(): void {
    this.#base = this.#last = this.#read();
  }

  sample(): ProcessSample {
    const now = this.#read();
    // A process that has gone tells nothing any more.
    if (now.processes > 0) this.#last = now;
    const since = (name: keyof Totals): number => this.#last[name] - this.#base[name];
    const sample = {
      cpuUserMs: since('cpuUserMs'),
      cpuSystemMs: since('cpuSystemMs'),
      threads: this.#last.threads,
      processes: this.#last.processes,
      voluntarySwitches: since('voluntarySwitches'),
      involuntarySwitches: since('involuntarySwitches'),
      memoryBytes: this.#memory.bytes,
    };
    this.#most = mostOf(this.#most, sample);
    return sample;
  }

  /** What was used in all, and the most threads, processes and memory that there were at once: many go when their clients do. */
  summary(): ProcessSample {
    return { ...this.sample(), ...this.#most };
  }

  #read(): Totals {
    const pids = processTree(this.#pid);
    const stats = pids.map(statOf).filter((fields) => fields !== null);
    const sum = (...places: readonly number[]): number =>
      stats.flatMap((fields) => places.map((at) => fields[at] ?? 0)).reduce((a, b) => a + b, 0);
    for (const pid of pids) this.#readSwitches(pid);
    this.#memory.look(pids);
    return {
      cpuUserMs: sum(UTIME, CUTIME) * TICK_MS,
      cpuSystemMs: sum(STIME, CSTIME) * TICK_MS,
      threads: sum(THREADS),
      processes: stats.length,
      ...this.#sumOfSwitches(),
    };
  }

  #readSwitches(pid: number): void {
    for (const task of threadIds(pid)) {
      const status = threadStatus(pid, task);
      if (status !== null) this.#switches.set(`${pid}.${task}`, status);
    }
  }

  #sumOfSwitches(): Pick<Totals, 'voluntarySwitches' | 'involuntarySwitches'> {
    let [voluntarySwitches, involuntarySwitches] = [0, 0];
    for (const { voluntary, involuntary } of this.#switches.values()) {
      voluntarySwitches += voluntary;
      involuntarySwitches += involuntary;
    }
    return { voluntarySwitches, involuntarySwitches };
  }
}

const mostOf = (
  one: Pick<ProcessSample, 'threads' | 'processes' | 'memoryBytes'>,
  other: ProcessSample,
): typeof one => ({
  threads: Math.max(one.threads, other.threads),
  processes: Math.max(one.processes, other.processes),
  memoryBytes:
    other.memoryBytes === null
      ? one.memoryBytes
      : Math.max(one.memoryBytes ?? 0, other.memoryBytes),
});

/** The numbers behind the name; null when the process has ended. */
function statOf(pid: number): number[] | null {
  const text = read(`/proc/${pid}/stat`);
  if (text === '') return null;
  return text
    .slice(text.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
