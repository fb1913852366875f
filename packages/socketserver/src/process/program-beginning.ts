// Detects a program that never begins. At its start Node (20 to 26) starts V8's helper threads and waits for each of them,
// even for a thread that the kernel refused (EAGAIN: a limit of processes). Node then neither runs, nor prints anything, nor
// ends. Only its threads in Linux's /proc show that; on other systems there is no check.
import { constants, readdirSync, readFileSync } from 'node:fs';
import { clearTimeout, setTimeout } from 'node:timers';

const LOOK_MS = 500;

/** Checks a program every `LOOK_MS` until it has begun. */
export class BeginningWatch {
  readonly #path: string;
  readonly #channelFd: number;
  readonly #onStuck: () => void;
  #timer: NodeJS.Timeout | null = null;
  #before: string | null = null;
  #isStuck = false;

  /**
   * @param channelFd - the program's descriptor of Node's channel
   * @param onStuck - is called once when the program can never begin
   */
  constructor(pid: number, channelFd: number, onStuck: () => void) {
    this.#path = `/proc/${pid}`;
    this.#channelFd = channelFd;
    this.#onStuck = onStuck;
    this.#lookLater();
  }

  /** Whether the program can never begin. */
  get isStuck(): boolean {
    return this.#isStuck;
  }

  /** Called when the program has begun, or ended. */
  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #lookLater(): void {
    this.#timer = setTimeout(() => this.#look(), LOOK_MS);
    this.#timer.unref();
  }

  #look(): void {
    this.#timer = null;
    const now = this.#examine();
    if (now === undefined) return;
    this.#isStuck = now !== null && now === this.#before;
    this.#before = now;
    if (this.#isStuck) this.#onStuck();
    else this.#lookLater();
  }

  // Undefined when there is no need, or no way, to check again.
  #examine(): string | null | undefined {
    try {
      return hasJavaScript(this.#path, this.#channelFd) ? undefined : describeDeadlock(this.#path);
    } catch {
      return undefined;
    }
  }
}

// Node opens the channel, and makes it non-blocking, before it runs any JavaScript of the program or of preloaded modules.
const hasJavaScript = (path: string, channelFd: number): boolean => {
  const flags = /^flags:\s*(\d+)/m.exec(readFileSync(`${path}/fdinfo/${channelFd}`, 'utf8'))?.[1];
  return (Number.parseInt(flags ?? '', 8) & constants.O_NONBLOCK) !== 0;
};

/**
 * The context switches of each thread if all of them sleep and only another of them could wake them, else null. If two
 * checks give the same counts, no thread has run in between, on however slow a machine, so all of them sleep for ever.
 */
const describeDeadlock = (path: string): string | null => {
  const threads = readdirSync(`${path}/task`).map((id) => {
    const status = readFileSync(`${path}/task/${id}/status`, 'utf8');
    const switches = /ctxt_switches:[^]*/.exec(status)?.[0];
    return { id, switches, waitsIn: waitKind(`${path}/task/${id}`, status) };
  });
  // One thread may poll: the timer of V8's tasks, which has none yet. A second one belongs to a debugger, for which Node waits.
  const polling = threads.filter(({ waitsIn }) => waitsIn === 'epoll');
  const isDead = polling.length <= 1 && threads.every(({ waitsIn }) => waitsIn !== null);
  return isDead ? JSON.stringify(threads) : null;
};

const waitKind = (path: string, status: string): 'futex' | 'epoll' | null => {
  if (!/^State:\s*S/m.test(status)) return null;
  const where = readFileSync(`${path}/wchan`, 'utf8');
  if (where.includes('futex')) return 'futex';
  return /epoll|ep_poll/.test(where) ? 'epoll' : null;
};
