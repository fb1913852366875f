// What a client is made with.
import { argTypeError, checkOptionNames, checkTimeMs, checkWhole, kindOf } from '@fdset/posix';
import type { Sendable } from '@fdset/posix';
import type { Framing } from '@fdset/socket/framing';
import type { OpenOptions } from './connection/open-connection.js';
import { OPEN_MS } from './connection/open-connection.js';
import { planOf } from './connection/reconnecting.js';
import type { ReconnectOptions, ReconnectPlan } from './connection/reconnecting.js';
import type { OperationOptions } from '@fdset/socket/async';
import { isDatagram, keepsBorders } from './url/endpoint.js';
import type { Endpoint } from './url/endpoint.js';

/** What the greeting of a protocol is said with: its messages go before all that waits. */
export interface Greeter<Message, Sent> {
  /** As `Client.send`. */
  send(message: Sent, options?: OperationOptions): Promise<void>;
  /** As `Client.request`. */
  request(message: Sent, options?: OperationOptions): Promise<Message>;
}

/** Options of {@link connect}. */
export interface ClientOptions<Message = Buffer, Sent = Sendable> extends OpenOptions {
  /**
   * Where one message ends and the next begins in the stream: a framing of `@fdset/socket/framing`, such as `lines()`. Without one
   * messages are pieces of the stream as they come. Datagrams and SEQPACKET keep messages apart themselves.
   */
  readonly framing?: Framing<Message, Sent> | undefined;
  /** The limit of a request whose options have none, in ms; default 30,000. `null` waits for ever. */
  readonly requestTimeoutMs?: number | null | undefined;
  /** How many requests may be sent before the answer of the first has come; default 64. More of them wait. Datagrams: 1. */
  readonly maxPipelined?: number | undefined;
  /**
   * How many bytes of messages that nobody has taken are kept, until no more are read and the server has to wait; default 1 MiB.
   */
  readonly maxUnreadBytes?: number | undefined;
  /**
   * Tells answers from messages that the server sends by itself. Default: a message that comes while a request waits for its answer is
   * that.
   */
  readonly isAnswer?: ((message: Message) => boolean) | undefined;
  /** Whether, and how, a lost connection is made again; default false. Nothing is sent twice. */
  readonly reconnect?: boolean | ReconnectOptions | undefined;
  /** Called after each reconnect, for what the protocol says first; what waits is sent when its promise resolves. */
  readonly onReconnect?: ((client: Greeter<Message, Sent>) => void | Promise<void>) | undefined;
  /** An abort closes the client, also while it connects, or waits to connect again. What is pending rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** The options after their checks. */
export interface CheckedOptions {
  readonly requestTimeoutMs: number | null;
  readonly maxPipelined: number;
  readonly maxUnreadBytes: number;
  readonly plan: ReconnectPlan | null;
}

const NAMES = [
  'framing',
  'timeoutMs',
  'attemptDelayMs',
  'sourceAddress',
  'tls',
  'requestTimeoutMs',
  'maxPipelined',
  'maxUnreadBytes',
  'isAnswer',
  'reconnect',
  'onReconnect',
  'signal',
];

const REQUEST_MS = 30_000;
const PIPELINED = 64;
const UNREAD_BYTES = 1024 * 1024;

/**
 * @throws {TypeError} ERR_FDSET_INVALID_ARG_TYPE, ERR_FDSET_UNKNOWN_OPTION, ERR_FDSET_UNSUPPORTED
 * @throws {RangeError} ERR_FDSET_OUT_OF_RANGE
 */
export function checkClientOptions<Message, Sent>(
  options: ClientOptions<Message, Sent>,
  endpoint: Endpoint,
): CheckedOptions {
  checkOptionNames(options, NAMES, 'connect');
  const { framing, isAnswer, onReconnect, requestTimeoutMs = REQUEST_MS } = options;
  checkFramingOf(endpoint, framing);
  checkTimeMs(options.timeoutMs === undefined ? OPEN_MS : options.timeoutMs, 'timeoutMs');
  if (options.tls !== undefined && !endpoint.isEncrypted)
    throw argTypeError(`the option tls is for tls://HOST:PORT, not for ${endpoint.url}`);
  checkFunction(isAnswer, 'isAnswer');
  checkFunction(onReconnect, 'onReconnect');
  const { maxPipelined = PIPELINED, maxUnreadBytes = UNREAD_BYTES } = options;
  return {
    requestTimeoutMs: checkTimeMs(requestTimeoutMs, 'requestTimeoutMs'),
    maxPipelined: isDatagram(endpoint) ? 1 : checkCount(maxPipelined, 'maxPipelined'),
    maxUnreadBytes: checkCount(maxUnreadBytes, 'maxUnreadBytes'),
    plan: planOf(options.reconnect),
  };
}

function checkFunction(value: unknown, what: string): void {
  if (value === undefined || typeof value === 'function') return;
  throw argTypeError(`${what} must be a function, not ${kindOf(value)}`);
}

const checkCount = (value: number, what: string): number =>
  value === Infinity ? value : checkWhole(value, what, Number.MAX_SAFE_INTEGER, 1);

/** @throws {TypeError} ERR_FDSET_UNSUPPORTED, ERR_FDSET_INVALID_ARG_TYPE */
export function checkFramingOf(
  endpoint: Endpoint,
  framing: { readonly encode?: unknown } | null | undefined,
): void {
  if (framing === undefined) return;
  if (keepsBorders(endpoint))
    throw argTypeError(
      `${endpoint.scheme} keeps messages apart itself: leave framing out, messages are Buffers`,
      'ERR_FDSET_UNSUPPORTED',
    );
  if (typeof framing?.encode === 'function') return;
  throw argTypeError('framing must be an object such as lines() of @fdset/socket/framing gives');
}
