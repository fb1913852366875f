// Runs strace on a process, its threads and its children.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';

import { alsoTraced, outcomes } from './faults.mjs';

const names = [...Object.keys(outcomes), ...alsoTraced].map((name) => `?${name}`).join(',');
// If the output of a call is interrupted by that of another one, its end has a separate line.
const callLine = /^(\d+) +(?:<\.\.\. )?(\w+)(?: resumed>|\()(.*)\)\s+= (-?\d+|\?)(.*)$/;

const parse = (line) => {
  const match = callLine.exec(line);
  if (match === null) return [];
  const [, pid, name, args, , rest] = match;
  return [{ pid: Number(pid), name, args, injected: rest.includes('INJECTED') }];
};

const injection = ({ call, errno, when }) => ['-e', `inject=${call}:error=${errno}:when=${when}`];

export class Strace {
  #process;
  #path;
  #ended;

  constructor(pid, faults, path) {
    const options = ['-f', '-o', path, '-e', `trace=${names}`, '-e', 'signal=none'];
    this.#path = path;
    this.#process = spawn('strace', [...options, ...faults.flatMap(injection), '-p', String(pid)], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    this.#ended = once(this.#process, 'close');
  }

  /** Resolves once the process is traced. */
  attached() {
    return new Promise((resolve, reject) => {
      let output = '';
      this.#process.stderr.setEncoding('utf8').on('data', (text) => {
        output += text;
        if (output.includes('attached')) resolve();
      });
      this.#process.once('error', reject);
      this.#process.once('close', () => reject(new Error(`strace: ${output}`)));
    });
  }

  /** Resolves with the calls that were made, after all traced processes have ended. */
  async calls() {
    await this.#ended;
    return readFileSync(this.#path, 'utf8').split('\n').flatMap(parse);
  }

  kill() {
    this.#process.kill('SIGKILL');
  }
}
