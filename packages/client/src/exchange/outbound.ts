// The calls that send: a message becomes a frame, with whoever waits for it.
import { argTypeError, isBytes, kindOf, toBytes } from '@fdset/posix';
import type { Sendable } from '@fdset/posix';
import type { OutgoingFraming } from '@fdset/socket/framing';
import { unframedError } from '../errors/unframed-error.js';
import { keepsBorders } from '../url/endpoint.js';
import type { Endpoint } from '../url/endpoint.js';
import { Outgoing } from './outgoing.js';
import type { OperationOptions } from '@fdset/socket/async';

/** What all calls of a client have in common. */
export interface OutboundParts<Sent> {
  readonly endpoint: Endpoint;
  readonly framing: OutgoingFraming<Sent> | undefined;
  /** The limit of a request that has none of its own. */
  readonly requestTimeoutMs: number | null;
}

/** Makes calls and gives them to a queue. */
export class Outbound<Message, Sent> {
  readonly #parts: OutboundParts<Sent>;
  readonly #put: (outgoing: Outgoing<unknown>) => void;

  /** @param put - takes a call; throws when there are to be none */
  constructor(parts: OutboundParts<Sent>, put: (outgoing: Outgoing<unknown>) => void) {
    this.#parts = parts;
    this.#put = put;
  }

  send(message: Sent, options?: OperationOptions): Promise<void> {
    return this.#start<void>('send', message, options, null);
  }

  request(message: Sent, options?: OperationOptions): Promise<Message> {
    return this.#start<Message>('request', message, options, this.#parts.requestTimeoutMs);
  }

  #start<Answer>(
    call: 'send' | 'request',
    message: Sent,
    options: OperationOptions | undefined,
    defaultMs: number | null,
  ): Promise<Answer> {
    try {
      const outgoing = new Outgoing<Answer>(this.#encode(call, message), call, options, defaultMs);
      this.#put(outgoing);
      return outgoing.promise;
    } catch (error) {
      return Promise.reject(error);
    }
  }

  #encode(call: 'send' | 'request', message: Sent): Buffer {
    const { endpoint, framing } = this.#parts;
    if (framing !== undefined) return checkFrame(framing.encode(message));
    if (call === 'request' && !keepsBorders(endpoint)) throw unframedError('connect');
    // A copy: its caller may change the bytes before they are written.
    return Buffer.from(toBytes(message as Sendable));
  }
}

/** A framing of the user's may return anything. */
function checkFrame(frame: Buffer): Buffer {
  if (isBytes(frame)) return frame;
  throw argTypeError(`encode of the framing must return a Buffer, not ${kindOf(frame)}`);
}
