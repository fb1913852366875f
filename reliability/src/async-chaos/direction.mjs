// One direction of a byte stream: what was sent, in order, and what has arrived of it. A send that was given up has sent as many
// bytes as its error tells.

/** The bytes of one send. */
class Segment {
  bytes;
  /** How many of them have arrived. */
  arrived = 0;
  /** How many were sent, as its outcome tells; null while there is none. */
  told = null;
  /** Whether more may have gone than was told. */
  isOpen = false;

  constructor(bytes) {
    this.bytes = bytes;
  }

  /** How many of its bytes may arrive. */
  get most() {
    return this.told === null || this.isOpen ? this.bytes.length : this.told;
  }

  /** How many of its bytes must arrive before the end of the stream. */
  get least() {
    return this.told ?? 0;
  }
}

const LAST = 60;

export class Direction {
  /** Sends whose bytes have not arrived all. */
  #segments = [];
  /** What was received and not compared yet. */
  #received = [];
  /** Whether the sender has ended it in order, so that the end of the stream comes behind all bytes. */
  isFinished = false;
  /** Whether an end may come at any moment. */
  mayEnd = false;
  /** Whether the receiver has ended it, after which the kernel reports an end as long as nothing comes. */
  mayGoOn = false;
  hasEnded = false;
  totalBytes = 0;
  /** The last things that were done, which the report of a failure names. */
  #history = [];

  /** Notes what is done. */
  note(what) {
    this.#history.push(what);
    if (this.#history.length > LAST) this.#history.shift();
  }

  /** Notes a send; returns its segment. */
  send(bytes) {
    const segment = new Segment(bytes);
    this.#segments.push(segment);
    return segment;
  }

  /** Notes that bytes were received, or only shown; empty means the end of the stream. */
  receive(bytes, isShown = false) {
    this.note(`${isShown ? 'shown' : 'received'} ${bytes.length}`);
    this.#received.push({ bytes, isShown });
  }

  /** Notes that received bytes were given back. */
  unread(bytes) {
    this.check();
    this.note(`unread ${bytes.length}`);
    const segment = new Segment(bytes);
    segment.told = bytes.length;
    this.#segments.unshift(segment);
    this.totalBytes -= bytes.length;
  }

  /** How many bytes that were told as sent have not arrived. */
  get missing() {
    this.check();
    return this.#segments.reduce(
      (sum, { least, arrived }) => sum + Math.max(least - arrived, 0),
      0,
    );
  }

  /** Whether nothing is under way, as far as can be known. */
  get isQuiet() {
    return (
      this.missing === 0 && this.#segments.every(({ told, isOpen }) => told !== null && !isOpen)
    );
  }

  /** Compares what was received with what was sent; called when all outcomes of the sends before it are known. */
  check() {
    const received = this.#received;
    if (received.length === 0) return;
    this.#received = [];
    try {
      this.#checkAll(received);
    } catch (error) {
      throw new Error(`${error.message}; after ${this.#history.join(', ')}`, { cause: error });
    }
  }

  #checkAll(received) {
    for (const { bytes, isShown } of received) {
      if (bytes.length === 0) this.#checkEnd(isShown);
      else if (isShown) this.#compare(bytes, (segment) => ({ ...segment, most: segment.most }));
      else this.#take(bytes);
    }
  }

  #take(bytes) {
    if (this.hasEnded && !this.mayGoOn)
      throw new Error(`${bytes.length} bytes came after the end of the stream`);
    this.#compare(bytes, (segment) => segment);
    this.totalBytes += bytes.length;
    while (this.#segments.length > 0 && isOver(this.#segments[0])) this.#segments.shift();
  }

  #compare(bytes, view) {
    let at = 0;
    for (const one of this.#segments) {
      if (at === bytes.length) return;
      const segment = view(one);
      const part = Math.min(segment.most - segment.arrived, bytes.length - at);
      const expected = segment.bytes.subarray(segment.arrived, segment.arrived + part);
      if (Buffer.compare(expected, bytes.subarray(at, at + part)) !== 0)
        throw new Error(
          `other bytes than were sent, ${this.totalBytes + at} bytes after the start`,
        );
      at += part;
      segment.arrived += part;
    }
    if (at < bytes.length)
      throw new Error(
        `${bytes.length - at} bytes came that were not sent, after ${this.totalBytes}`,
      );
  }

  #checkEnd(isShown) {
    if (!this.isFinished && !this.mayEnd) throw new Error('an end of the stream that nobody sent');
    if (!isShown) this.hasEnded = true;
    const { missing } = this;
    if (this.isFinished && !this.mayEnd && missing > 0)
      throw new Error(`${missing} bytes are missing at the end of the stream`);
  }
}

const isOver = ({ told, arrived, most }) => told !== null && arrived >= most;
