// How what comes, and what is sent, is shown.
import { HexDump } from './hex-dump.js';

const LF = Buffer.from('\n');

/** Shows bytes; their memory may be used again when the promise resolves. */
export type Show = (data: Buffer) => void | Promise<void>;

/** What is shown of a session. */
export interface DisplayOptions {
  /** Both directions as hex dumps. */
  readonly isHex: boolean;
  /** What comes is messages, of which each gets a line. */
  readonly isByLine: boolean;
}

/** Shows both directions of one session. */
export class Display {
  readonly #options: DisplayOptions;
  readonly #show: Show;
  readonly #incoming = new HexDump('<');
  readonly #outgoing = new HexDump('>');

  constructor(options: DisplayOptions, show: Show) {
    this.#options = options;
    this.#show = show;
  }

  received(data: Buffer): void | Promise<void> {
    if (this.#options.isHex) return this.#show(Buffer.from(this.#incoming.lines(data)));
    return this.#show(this.#options.isByLine ? Buffer.concat([data, LF]) : data);
  }

  sent(data: Uint8Array): void | Promise<void> {
    if (this.#options.isHex) return this.#show(Buffer.from(this.#outgoing.lines(data)));
  }
}
