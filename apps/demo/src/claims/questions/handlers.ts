// Handlers that cost something: one waits, as for a database, the other computes. This is an entry of the bundle, for the pool's threads.
import { sleep } from '@fdset/posix';
import { CLOCK_THREAD_CPUTIME_ID, clockGettimeNs } from '@fdset/socket';
import { BaseRequestHandler } from '@fdset/socketserver';
import { answerTo } from '../../upper.js';

const WAIT_MS = 50;
const COMPUTE_MS = 20;

export class WaitingHandler extends BaseRequestHandler {
  static readonly source = { module: import.meta.url, name: 'WaitingHandler' };

  override handle(): void {
    const question = this.request.recv(1024);
    sleep(WAIT_MS);
    this.request.sendall(answerTo(question));
  }
}

export class ComputingHandler extends BaseRequestHandler {
  static readonly source = { module: import.meta.url, name: 'ComputingHandler' };

  override handle(): void {
    const question = this.request.recv(1024);
    const until = clockGettimeNs(CLOCK_THREAD_CPUTIME_ID) + BigInt(COMPUTE_MS) * 1_000_000n;
    // Processor time: what another thread does on this core does not count as work done.
    while (clockGettimeNs(CLOCK_THREAD_CPUTIME_ID) < until);
    this.request.sendall(answerTo(question));
  }
}
