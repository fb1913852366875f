// The half of a session from a pipe that talks: what is read is sent, no faster than the peer takes it.
import { setTimeout } from 'node:timers/promises';
import type { Channel } from '../channel/channel.js';
import type { Display } from './display.js';
import { messagesOf } from './input-messages.js';
import type { PipedInput } from './piped-input.js';
import type { Talk } from './talk.js';

/** A peer that has ended its own side, and takes nothing for so long, has gone. */
const LAST_TAKING_MS = 1000;

/** Sends an input. */
export class Sending {
  /** Null when everything is sent, else why not. It rejects when the input cannot be read, or cannot be sent as the options say. */
  readonly done: Promise<Error | null>;
  readonly #channel: Channel;
  readonly #input: PipedInput;
  #isSending = false;
  #count = 0;

  constructor(talk: Talk, input: PipedInput, display: Display) {
    this.#channel = talk.channel;
    this.#input = input;
    this.done = this.#sendAll(messagesOf(input.chunks(), talk), display);
  }

  /**
   * What comes of it after the peer has ended its side, and may still be reading: as `done`; undefined when the pipe holds no more, whose
   * writer may write nothing for hours; or an error when the peer takes nothing.
   */
  async rest(): Promise<Error | null | undefined> {
    for (;;) {
      const [count, isSending] = [this.#count, this.#isSending];
      const outcome = await Promise.race([this.done, this.#whileNothingHappens()]);
      if (outcome !== undefined) return outcome;
      if (count !== this.#count || isSending !== this.#isSending || this.#input.isFile) continue;
      return isSending ? new Error('it takes nothing') : undefined;
    }
  }

  async #whileNothingHappens(): Promise<undefined> {
    if (!this.#isSending && !this.#input.isFile) return this.#input.exhausted();
    return setTimeout(LAST_TAKING_MS, undefined, { ref: false });
  }

  async #sendAll(messages: AsyncIterable<Buffer>, display: Display): Promise<Error | null> {
    for await (const message of messages) {
      await display.sent(message);
      try {
        this.#isSending = true;
        await this.#channel.send(message);
      } catch (error) {
        // The framing has no such message: that is the fault of the input.
        if (error instanceof RangeError) throw error;
        return error as Error;
      }
      this.#isSending = false;
      this.#count++;
    }
    return null;
  }
}
