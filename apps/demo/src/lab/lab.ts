// The lab behind its web server: one run at a time, what this machine can run, and how everything ends.
import { spawnSync } from 'node:child_process';
import { ringRefusal } from '../ring-refusal.js';
import { Refused } from './check-config.js';
import { documentWords } from './document-words.js';
import { machine } from './machine.js';
import type { LabInfo, SyscallCounts } from './protocol/lab-info.js';
import type { ModelId, RunConfig } from './protocol/run-config.js';
import { LabRun } from './run/lab-run.js';
import { SyscallRun } from './syscalls/syscall-run.js';
import { HttpRefusal } from './web/http-refusal.js';

export class Lab {
  readonly #version: string;
  readonly #unavailable = unavailableModels();
  readonly #hasStrace = spawnSync('strace', ['-V']).error === undefined;
  /** A request for a run waits until the one before is settled. */
  #starting: Promise<unknown> = Promise.resolve();
  /** How many runs were asked for. */
  #asked = 0;
  #counting: SyscallRun | null = null;
  run: LabRun | null = null;

  constructor(version: string) {
    this.#version = version;
  }

  info(): LabInfo {
    return {
      version: this.#version,
      machine: machine(),
      unavailable: this.#unavailable,
      strace: this.#hasStrace,
      document: documentWords,
    };
  }

  /** Starts a run, when the one before has ended. @throws {Refused | HttpRefusal} */
  async start(config: RunConfig): Promise<LabRun> {
    const missing = this.#unavailable.find(({ model }) => config.models.includes(model));
    if (missing !== undefined) throw new Refused('models', `${missing.model}: ${missing.why}`);
    const number = ++this.#asked;
    const begin = this.#starting.then(async () => {
      await this.run?.stop();
      await this.#counting?.end();
      // Only the last of many is wanted: each of the others would begin only to be ended.
      if (number < this.#asked) throw new HttpRefusal(409, 'another run was asked for meanwhile');
      return (this.run = new LabRun(config));
    });
    this.#starting = begin.catch(() => {});
    return begin;
  }

  /** Counts the system calls of a model in a run of its own. @throws {HttpRefusal} */
  async countCalls(model: ModelId): Promise<SyscallCounts> {
    if (!this.#hasStrace) throw new HttpRefusal(501, 'strace is not installed: apt install strace');
    if (this.#counting !== null || this.run?.isOver === false)
      throw new HttpRefusal(409, 'a run is under way, which the count would disturb');
    const counting = (this.#counting = new SyscallRun());
    try {
      return await counting.count(model);
    } finally {
      this.#counting = null;
    }
  }

  async close(): Promise<void> {
    await this.#starting;
    await this.run?.stop();
    await this.#counting?.end();
  }

  /** For the end of this process. */
  endNow(): void {
    this.run?.endNow();
    this.#counting?.endNow();
  }
}

function unavailableModels(): LabInfo['unavailable'] {
  const why = ringRefusal();
  return why === null ? [] : [{ model: 'async-uring', why }];
}
