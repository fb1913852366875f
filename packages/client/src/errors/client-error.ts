// What goes wrong between a client and its server, with where it did: the address, and the phase of the conversation.
import type { Endpoint } from '../url/endpoint.js';

/** What a client was doing: resolving a name, connecting, making the TLS handshake, writing, reading, or finding the end of a message. */
export type Phase = 'resolve' | 'connect' | 'handshake' | 'write' | 'read' | 'frame';

const DOING: Record<Phase, string> = {
  resolve: 'its name does not resolve',
  connect: 'connecting failed',
  handshake: 'the TLS handshake failed',
  write: 'writing failed',
  read: 'reading failed',
  frame: 'what it sent is no message',
};

/** What an error of the system, or of TLS, tells besides its message. */
const DETAILS = ['errno', 'syscall', 'address', 'port', 'path'] as const;

interface Caused extends Error {
  readonly code?: unknown;
}

/**
 * A connection that failed. Match on `code`, which is that of the cause: an errno's name (`'ECONNREFUSED'`, `'ETIMEDOUT'`), the
 * resolver's (`'EAI_NONAME'`), that of node:tls, or ERR_FDSET_FRAME_TOO_LARGE and its like; ERR_FDSET_ENDED when the server has ended
 * the connection in good order. `cause` is the error of the verb that failed, an AggregateError where several addresses did.
 */
export class ClientError extends Error {
  readonly code: string;
  readonly phase: Phase;
  /** What the client is connected to: `'tcp://127.0.0.1:8088'`. */
  readonly url: string;
  // These are only declared, so that an error without them does not have undefined properties.
  declare readonly errno?: number;
  declare readonly syscall?: string;
  declare readonly address?: string;
  declare readonly port?: number;
  declare readonly path?: string;

  constructor(phase: Phase, { url }: Pick<Endpoint, 'url'>, cause: Error, message?: string) {
    super(message ?? `${url}: ${DOING[phase]}: ${cause.message}`, { cause });
    const { code } = cause as Caused;
    this.code = typeof code === 'string' ? code : 'ERR_FDSET_FAILED';
    this.phase = phase;
    this.url = url;
    for (const name of DETAILS) {
      const value = (cause as unknown as Record<string, unknown>)[name];
      if (value !== undefined) Object.assign(this, { [name]: value });
    }
  }
}

/**
 * How much of a message the kernel had taken when its connection was lost: `'no'` byte, so that it may be sent again; a part; or all of
 * it, which does not tell whether the server has read it. A message that TLS has taken counts as `'partly'` until TLS has said more.
 */
export type HowMuchSent = 'no' | 'partly' | 'yes';

/** A message, or its answer, was lost with its connection. */
export class ConnectionLostError extends ClientError {
  readonly sent: HowMuchSent;

  constructor(loss: ClientError, sent: HowMuchSent) {
    super(loss.phase, loss, loss.cause as Error, `${loss.message} (${SENT[sent]})`);
    this.sent = sent;
  }
}

const SENT: Record<HowMuchSent, string> = {
  no: 'nothing of this message had gone out',
  partly: 'this message had gone out in part',
  yes: 'this message had gone out',
};

// The name is on the prototype, as for the built-in classes, so that printing an error does not list it.
ClientError.prototype.name = 'ClientError';
ConnectionLostError.prototype.name = 'ConnectionLostError';
