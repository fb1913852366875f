// The host processes: a warm one for each kind of thread, and a new one for each operation that needs a thread on which
// nothing has waited yet.
import { HostProcess } from './host-process.mjs';

export class HostPool {
  #warm = new Map();
  /** The faults of hosts when they ended. */
  problems = [];

  /** Lends a host. A host that failed is not lent again. */
  async use({ thread = 'main', start = 'warm' }, work) {
    const host = this.#take(thread, start);
    try {
      return await work(host);
    } catch (error) {
      if (this.#warm.get(thread) === host) this.#warm.delete(thread);
      host.kill();
      throw error;
    } finally {
      if (start === 'fresh') await this.#end(host);
    }
  }

  async close() {
    for (const host of this.#warm.values()) await this.#end(host);
  }

  #take(thread, start) {
    if (start === 'fresh') return new HostProcess(thread, start);
    const host = this.#warm.get(thread) ?? new HostProcess(thread, start);
    this.#warm.set(thread, host);
    return host;
  }

  async #end(host) {
    const problem = await host.end();
    if (problem !== null) this.problems.push(problem);
  }
}
