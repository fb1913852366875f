// Attaches strace to one thread for the time of one operation.
import { spawn } from 'node:child_process';
import { once } from 'node:events';

import { kernelCalls } from './kernel-calls.mjs';

const callLine = /^(\w+)\((.*)\)\s+= (-?\d+|\?)(?: (E\w+))?(.*)$/;

const parse = (output) =>
  output
    .split('\n')
    .map((line) => callLine.exec(line))
    .filter((match) => match !== null)
    .map(([, name, args, result, error, rest]) => ({
      name,
      args,
      result: Number(result),
      error,
      injected: rest.includes('INJECTED'),
    }));

// The question mark lets strace ignore calls that the architecture does not have.
const names = Object.keys(kernelCalls)
  .map((name) => `?${name}`)
  .join(',');

const injection = ({ call, errno, when }) => ['-e', `inject=${call}:error=${errno}:when=${when}`];

export class Tracer {
  #strace;
  #output = '';
  #exit;

  constructor(thread, fault) {
    const args = ['-e', `trace=${names}`, '-e', 'signal=none', '-e', 'abbrev=all'];
    this.#strace = spawn('strace', [...args, ...(fault ? injection(fault) : []), '-p', thread], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    this.#exit = once(this.#strace, 'close');
    this.#strace.stderr.setEncoding('utf8');
  }

  /** Resolves once the thread is traced. */
  attached() {
    return new Promise((resolve, reject) => {
      this.#strace.once('error', reject);
      this.#strace.once('close', () => reject(new Error(`strace: ${this.#output}`)));
      this.#strace.stderr.on('data', (data) => {
        this.#output += data;
        if (this.#output.includes('attached')) resolve();
      });
    });
  }

  /** Detaches from the thread. Resolves with the calls that it made. */
  async detach() {
    this.#strace.kill('SIGINT');
    await this.#exit;
    return parse(this.#output);
  }
}
