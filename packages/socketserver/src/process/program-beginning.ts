// Whether a program that was started ever begins. The first thing that Node does (20 to 26) is to start V8's helper threads
// and to wait for each of them, also for one that the kernel refused (EAGAIN: a limit of processes): then it neither runs,
// nor says anything, nor ends. Only its threads show that, in Linux's /proc; elsewhere nobody looks.
import { constants, readdirSync, readFileSync } from 'node:fs';
import { clearTimeout, setTimeout } from 'node:timers';

const LOOK_MS = 500;

/** Looks at a program now and then until it has begun. */
export class Beginning {
  readonly #path: string;
  readonly #channelFd: number;
  readonly #onStuck: () => void;
  #timer: NodeJS.Timeout | null = null;
  #before: string | null = null;
  #isStuck = false;

  /**
   * @param channelFd - its descriptor of Node's channel
   * @param onStuck - told once when it never will
   */
  constructor(pid: number, channelFd: number, onStuck: () => void) {
    this.#path = `/proc/${pid}`;
    this.#channelFd = channelFd;
    this.#onStuck = onStuck;
    this.#lookLater();
  }

  /** Whether it never will. */
  get isStuck(): boolean {
    return this.#isStuck;
  }

  /** It has begun, or ended. */
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
    const now = this.#sleep();
    if (now === undefined) return;
    this.#isStuck = now !== null && now === this.#before;
    this.#before = now;
    if (this.#isStuck) this.#onStuck();
    else this.#lookLater();
  }

  // Undefined when there is no need, or no way, to look again.
  #sleep(): string | null | undefined {
    try {
      return hasJavaScript(this.#path, this.#channelFd) ? undefined : deadSleepOf(this.#path);
    } catch {
      return undefined;
    }
  }
}

// Node opens the channel before it runs anybody's code, what is preloaded included, and makes it non-blocking then.
const hasJavaScript = (path: string, channelFd: number): boolean => {
  const flags = /^flags:\s*(\d+)/m.exec(readFileSync(`${path}/fdinfo/${channelFd}`, 'utf8'))?.[1];
  return (Number.parseInt(flags ?? '', 8) & constants.O_NONBLOCK) !== 0;
};

/**
 * How often each thread has slept, when all sleep now and only another of them could wake them; else null. The same twice says that none
 * has run in between, on however slow a machine: all slept at once, and always will.
 */
const deadSleepOf = (path: string): string | null => {
  const threads = readdirSync(`${path}/task`).map((id) => {
    const status = readFileSync(`${path}/task/${id}/status`, 'utf8');
    const switches = /ctxt_switches:[^]*/.exec(status)?.[0];
    return { id, switches, waitsIn: waitOf(`${path}/task/${id}`, status) };
  });
  // One keeps time for V8's tasks, of which there are none yet. A second one would be a debugger's, which Node waits for as well.
  const polling = threads.filter(({ waitsIn }) => waitsIn === 'epoll');
  const isDead = polling.length <= 1 && threads.every(({ waitsIn }) => waitsIn !== null);
  return isDead ? JSON.stringify(threads) : null;
};

const waitOf = (path: string, status: string): 'futex' | 'epoll' | null => {
  if (!/^State:\s*S/m.test(status)) return null;
  const where = readFileSync(`${path}/wchan`, 'utf8');
  if (where.includes('futex')) return 'futex';
  return /epoll|ep_poll/.test(where) ? 'epoll' : null;
};
