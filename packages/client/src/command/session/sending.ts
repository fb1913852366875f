// The half of a session from a pipe that talks: what is read is sent, no faster than the peer takes it.
import type { Channel } from '../channel/channel.js';
import type { Display } from './display.js';
import { messagesOf } from './input-messages.js';
import type { PipedInput } from './piped-input.js';
import type { Talk } from './talk.js';

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
   * As `done`, after the peer has ended its side: it may still be reading, and only sending tells. `onIdle` is called when the writer of
   * the pipe makes it wait, maybe for hours.
   */
  async rest(onIdle: () => void): Promise<Error | null> {
    const count = this.#count;
    const outcome = await Promise.race([this.done, this.#input.exhausted()]);
    const isIdle = outcome === undefined && !this.#isSending && count === this.#count;
    if (isIdle && !this.#input.isFile) onIdle();
    return this.done;
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
