// What the sockets of a thread are going to send: everything of a turn goes out with one native call.
import { SEND_ENTRY, sendEach } from '@fdset/posix';

const ROOM_BYTES = 256 * 1024;
const MOST_SENDS = 256;

/** A socket that has something to send. */
export interface Sender {
  readonly fd: number;
  /** Whether it is in the outbox. */
  isQueued: boolean;
  /** Copies what it has to send into the room from `start` on; returns where that ends. */
  gather(room: Buffer, start: number): number;
  /** Takes the result of sending `length` bytes: how many the kernel took, or -errno. */
  onSent(length: number, result: number): void;
}

/** The senders of a turn. */
export class Outbox {
  #senders: Sender[] = [];
  #spare: Sender[] = [];
  readonly #room = Buffer.allocUnsafeSlow(ROOM_BYTES);
  readonly #entries = new Int32Array(MOST_SENDS * SEND_ENTRY);
  /** The sender of each entry. */
  readonly #sending: Sender[] = [];
  #isFlushing = false;

  add(sender: Sender): void {
    if (sender.isQueued) return;
    sender.isQueued = true;
    this.#senders.push(sender);
  }

  /** Sends everything; returns whether there was something. A sender that has more may be added again meanwhile. */
  flush(): boolean {
    if (this.#isFlushing || this.#senders.length === 0) return false;
    this.#isFlushing = true;
    try {
      while (this.#senders.length > 0) this.#sendQueued();
    } finally {
      this.#isFlushing = false;
    }
    return true;
  }

  #sendQueued(): void {
    const senders = this.#senders;
    this.#senders = this.#spare;
    this.#spare = senders;
    for (let first = 0; first < senders.length;) first = this.#sendSome(senders, first);
    senders.length = 0;
  }

  /** Sends for as many senders as there is room for; returns the index of the next one. */
  #sendSome(senders: readonly Sender[], first: number): number {
    let used = 0;
    let count = 0;
    let next = first;
    for (; next < senders.length && count < MOST_SENDS && used < ROOM_BYTES / 2; next++) {
      const sender = senders[next] as Sender;
      sender.isQueued = false;
      const end = sender.gather(this.#room, used);
      if (end > used) this.#enter(count++, sender, used, end - used);
      used = end;
    }
    if (count > 0) sendEach(this.#room, this.#entries, count);
    this.#report(count);
    return next;
  }

  #enter(index: number, sender: Sender, offset: number, length: number): void {
    const at = index * SEND_ENTRY;
    this.#sending[index] = sender;
    this.#entries[at] = sender.fd;
    this.#entries[at + 1] = offset;
    this.#entries[at + 2] = length;
  }

  #report(count: number): void {
    for (let index = 0; index < count; index++) {
      const at = index * SEND_ENTRY;
      const [length, result] = [this.#entries[at + 2], this.#entries[at + 3]];
      (this.#sending[index] as Sender).onSent(length as number, result as number);
    }
  }
}
