// Receives the reports of all senders of one server and sums them up. Anybody on this machine can send to an abstract name, so a report
// is believed only with its key, and checked.
import { randomBytes, timingSafeEqual } from 'node:crypto';
import { SocketError } from '@fdset/posix';
import { EVENT_READ, watch } from '@fdset/selectors';
import type { Watch } from '@fdset/selectors';
import { AF_UNIX, SOCK_DGRAM, Socket } from '@fdset/socket';
import { COUNTERS, noCounts } from './counts.js';
import type { CountReport, Counts, CountsAddress } from './counts.js';

const MOST_BYTES = 1024;
const MOST_SENDERS = 10_000;
const MOST_SENDER_LETTERS = 64;

export class CountReceiver {
  readonly address: CountsAddress;
  readonly #socket = new Socket(AF_UNIX, SOCK_DGRAM);
  readonly #watch: Watch;
  readonly #bySender = new Map<string, Counts>();
  readonly #key: Buffer;

  constructor() {
    const key = randomBytes(24).toString('base64url');
    this.#key = Buffer.from(key);
    const path = `\0fdset-lab-${randomBytes(12).toString('hex')}`;
    this.address = { path, key };
    try {
      this.#socket.setblocking(false);
      this.#socket.bind({ path });
      this.#watch = watch(this.#socket, EVENT_READ, () => this.drain());
    } catch (error) {
      this.#socket.close();
      throw error;
    }
  }

  /** Takes everything that has come. */
  drain(): void {
    try {
      for (let data = this.#next(); data !== null; data = this.#next()) this.#take(data);
    } catch (error) {
      if (!(error instanceof SocketError)) throw error;
    }
  }

  /** The sums of all senders. */
  total(): Counts {
    const sum = noCounts();
    for (const counts of this.#bySender.values())
      for (const name of COUNTERS) sum[name] += counts[name];
    return sum;
  }

  close(): void {
    this.#watch.stop();
    this.#socket.close();
  }

  #next(): Buffer | null {
    return this.#socket.tryRecv(MOST_BYTES);
  }

  #take(data: Buffer): void {
    const report = readReport(data);
    if (report === null || !this.#isKey(report.key)) return;
    const isKnown = this.#bySender.has(report.sender);
    if (isKnown || this.#bySender.size < MOST_SENDERS)
      this.#bySender.set(report.sender, report.counts);
  }

  #isKey(key: string): boolean {
    const given = Buffer.from(key);
    return given.length === this.#key.length && timingSafeEqual(given, this.#key);
  }
}

/** Null for what is no report. */
export function readReport(data: Buffer): CountReport | null {
  let value: unknown;
  try {
    value = JSON.parse(data.toString());
  } catch {
    return null;
  }
  if (typeof value !== 'object' || value === null) return null;
  const { key, sender, counts } = value as Partial<Record<keyof CountReport, unknown>>;
  if (typeof key !== 'string' || !isSender(sender)) return null;
  return isCounts(counts) ? { key, sender, counts } : null;
}

const isSender = (value: unknown): value is string =>
  typeof value === 'string' && value.length > 0 && value.length <= MOST_SENDER_LETTERS;

function isCounts(value: unknown): value is Counts {
  if (typeof value !== 'object' || value === null) return false;
  const counts = value as Partial<Record<string, unknown>>;
  return COUNTERS.every((name) => Number.isSafeInteger(counts[name]) && Number(counts[name]) >= 0);
}
