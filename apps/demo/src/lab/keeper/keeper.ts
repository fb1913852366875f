// The lab's end of a keeper (keeper-main.ts): starts programs in it, hears what they say, and sees to it that all have ended.
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { kill, killMarked, MARK_VARIABLE } from '../../marked-processes.js';
import { KeptProgram } from './kept-program.js';
import type { KeeperOrder, KeeperReport, ProgramName } from './keeper-messages.js';

/** A keeper ends all at once when it is told to. */
const PATIENCE_MS = 3000;
const WITHOUT_KEEPER = 'its keeper has ended';

/** The group of processes of one model. */
export class Keeper {
  readonly #child: ChildProcess;
  readonly #mark = randomBytes(12).toString('hex');
  readonly #ended: Promise<void>;
  readonly #programs = new Map<ProgramName, KeptProgram>();
  #hasEnded = false;

  /** @param listenerFd - the server's, which is its descriptor LISTENER_FD; null where there is no server */
  constructor(listenerFd: number | null) {
    const file = fileURLToPath(new URL('./lab-keeper.js', import.meta.url));
    this.#child = spawn(process.execPath, [file], {
      detached: true,
      stdio: ['pipe', 'pipe', 'inherit', listenerFd ?? 'ignore'],
      env: { ...process.env, [MARK_VARIABLE]: this.#mark },
    });
    this.#child.stdin?.on('error', () => {});
    if (this.#child.stdout !== null)
      createInterface({ input: this.#child.stdout }).on('line', (line) => {
        this.#hear(JSON.parse(line) as KeeperReport);
      });
    this.#ended = new Promise((resolve) => {
      this.#child.once('close', resolve).once('error', resolve);
    }).then(() => this.#endRest());
  }

  /** Starts a program; each can be started once. */
  start(name: ProgramName, args: readonly string[], env: Record<string, string> = {}): KeptProgram {
    const program = new KeptProgram(name);
    this.#programs.set(name, program);
    if (this.#hasEnded) program.finish(WITHOUT_KEEPER);
    this.#order({ kind: 'start', program: name, args, env });
    return program;
  }

  signal({ name }: KeptProgram, signal: NodeJS.Signals): void {
    this.#order({ kind: 'signal', program: name, signal });
  }

  /** Ends everything; resolves when nothing of it is left. */
  async end(): Promise<void> {
    this.#child.stdin?.end();
    // A keeper that was stopped hears nothing.
    const patience = setTimeout(() => this.endNow(), PATIENCE_MS);
    await this.#ended;
    clearTimeout(patience);
  }

  /** For the end of this process, when nothing can be awaited. */
  endNow(): void {
    if (this.#child.pid !== undefined) kill(-this.#child.pid);
    killMarked(this.#mark);
  }

  #order(order: KeeperOrder): void {
    const { stdin } = this.#child;
    if (stdin?.writable === true) stdin.write(`${JSON.stringify(order)}\n`);
  }

  /** Somebody may have killed the keeper alone. */
  #endRest(): void {
    this.#hasEnded = true;
    this.endNow();
    for (const program of this.#programs.values()) program.finish(WITHOUT_KEEPER);
  }

  #hear(report: KeeperReport): void {
    this.#programs.get(report.program)?.hear(report);
  }
}
