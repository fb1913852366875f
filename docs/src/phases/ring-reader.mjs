// An asynchronous read over the kernel's ring: submitted before the message is sent, and noticed on Node's event loop.
import {
  CLOCK_REALTIME,
  CLOCK_THREAD_CPUTIME_ID,
  MSG_PEEK,
  RING_COMPLETION,
  Ring,
  clockGettimeNs,
} from '@fdset/posix';
import { EVENT_READ, watch } from '@fdset/selectors';

import { MOST_DELAY_NS, runDelayNs } from './run-delay.mjs';

const now = () => clockGettimeNs(CLOCK_REALTIME);
const threadCpuNs = () => clockGettimeNs(CLOCK_THREAD_CPUTIME_ID);

class RingReader {
  #ring;
  #watched;
  #socket;
  #bytes;
  #resolve = () => {};

  constructor(taskWork, socket, bytes) {
    this.#ring = new Ring({ taskWork });
    this.#watched = watch(this.#ring.fileno(), EVENT_READ, () => this.#collect());
    this.#socket = socket;
    this.#bytes = bytes;
  }

  async read(ask) {
    const delayBefore = runDelayNs();
    const submittingNs = this.#submit();
    const collected = new Promise((resolve) => (this.#resolve = resolve));
    ask();
    const cpuBefore = threadCpuNs();
    const phases = await collected;
    const cpuNs = Number(threadCpuNs() - cpuBefore);
    return runDelayNs() - delayBefore > MOST_DELAY_NS ? null : { submittingNs, ...phases, cpuNs };
  }

  close() {
    this.#watched.stop();
    this.#ring.close();
  }

  #submit() {
    const from = now();
    this.#ring.recv(this.#socket.fileno(), this.#bytes);
    this.#ring.submit();
    return Number(now() - from);
  }

  /** Looks where the bytes are at the notification, and collects them. */
  #collect() {
    const notifiedNs = now();
    const inSocket = this.#socket.tryRecv(this.#bytes, MSG_PEEK)?.length ?? 0;
    const from = now();
    this.#ring.drain();
    const collectingNs = Number(now() - from);
    const [, , , , offset] = this.#ring.completions.subarray(RING_COMPLETION);
    const sentNs = this.#ring.memory.readBigUInt64LE(offset);
    this.#resolve({ wakeUpNs: Number(notifiedNs - sentNs), collectingNs, inSocket });
  }
}

/** Opens readers with a ring of the given kind. */
export const openRing = (taskWork) => (socket, bytes) => new RingReader(taskWork, socket, bytes);
