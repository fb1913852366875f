// Has the system calls of a model counted (syscalls-main.ts) by processes that end with this one.
import { Keeper } from '../keeper/keeper.js';
import type { SyscallCounts } from '../protocol/lab-info.js';
import type { ModelId } from '../protocol/run-config.js';
import { HttpRefusal } from '../web/http-refusal.js';
import type { SyscallsResult } from './syscalls-main.js';

export class SyscallRun {
  readonly #keeper = new Keeper(null);
  #wasEnded = false;

  /** @throws {HttpRefusal} when strace is missing or may not trace */
  async count(model: ModelId): Promise<SyscallCounts> {
    try {
      const program = this.#keeper.start('syscalls', [model]);
      const line = await program.lineThat((one) => one.startsWith('{'));
      if (this.#wasEnded) throw new HttpRefusal(409, 'a run has begun, which ended the count');
      if (line === null) throw new HttpRefusal(500, `the count has ended: ${program.end}`);
      const result = JSON.parse(line) as SyscallsResult;
      if ('refused' in result) throw new HttpRefusal(501, result.refused);
      return result.counts;
    } finally {
      await this.end();
    }
  }

  /** Ends it; resolves when nothing of it runs. */
  async end(): Promise<void> {
    this.#wasEnded = true;
    await this.#keeper.end();
  }

  /** For the end of this process. */
  endNow(): void {
    this.#keeper.endNow();
  }
}
