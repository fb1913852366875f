// The class AsyncSocket, a facade whose methods have a few lines each. verbs/ has the attempts, lane.ts their order, driver.ts
// the contract of what waits.
import {
  AF_INET,
  SOCK_STREAM,
  argTypeError,
  checkMessageFlags,
  checkOptions,
  closedError,
  dup,
  monotonicMs,
  release,
  setNonblocking,
  shutdown,
} from '@fdset/posix';
import type { Duplex } from 'node:stream';
import type { Address, DescriptorLike, Sendable } from '@fdset/posix';
import { checkByteCount, lengthOf } from '../arguments.js';
import { BaseSocket } from '../base-socket.js';
import { describeDescriptor, trustDescriptor } from '../describe-descriptor.js';
import type { KnownSocket } from '../describe-descriptor.js';
import type { RecvmsgOptions } from '../incoming-message.js';
import type { SendmsgOptions } from '../outgoing-message.js';
import { isSocket, stateOf } from '../socket-inside.js';
import {
  SocketState,
  adoptDescriptor,
  closeState,
  detachState,
  detachedError,
  lendState,
  openState,
  requireFd,
} from '../socket-state.js';
import type { Socket } from '../socket.js';
import { accept } from '../verbs/accept.js';
import { connectResolved } from '../verbs/connect.js';
import type { Datagram, DatagramInfo } from '../verbs/recvfrom.js';
import type { BatchMessage } from '../verbs/recvmmsg.js';
import type { Message, MessageInfo } from '../verbs/recvmsg.js';
import { send, sendall } from '../verbs/send.js';
import { sendfile } from '../verbs/sendfile.js';
import { sendmmsg } from '../verbs/sendmmsg.js';
import type { BatchSend } from '../verbs/sendmmsg.js';
import { sendmsg } from '../verbs/sendmsg.js';
import { sendto } from '../verbs/sendto.js';
import { provideLanes } from './async-inside.js';
import { CHUNK_BYTES, ChunkIterator } from './chunk-iterator.js';
import { chooseDriver } from './choose-driver.js';
import type { Driver } from './driver.js';
import type { Operation, OperationOptions, Serving } from './operation.js';
import { ReceiveBuffer, ReceiveInto } from './receive.js';
import { hostNameIn, resolveLater } from './resolve-later.js';
import { Send } from './send.js';
import { SocketLanes } from './socket-lanes.js';
import { duplexOf } from './socket-duplex.js';
import { hostOfPeer } from './tls/host-of-peer.js';
import { startTls } from './tls/start-tls.js';
import type { StartTlsOptions } from './tls/start-tls.js';
import type { TlsStream } from './tls/tls-stream.js';
import {
  readBatch,
  readBytes,
  readFrom,
  readFromInto,
  readInto,
  readMessage,
  readMessageInto,
} from './stream-reads.js';
import { Verb } from './verb.js';
import type { VerbCall } from './verb.js';
import { readableOf, writableOf } from './web-streams.js';

/** Options of receiving and sending. */
export interface TransferOptions extends OperationOptions {
  /** MSG_* flags; default 0. */
  readonly flags?: number | undefined;
}

/** Options of receiving into a buffer. */
export interface RecvIntoOptions extends TransferOptions {
  /** The most bytes to receive; default: the length of the buffer. */
  readonly maxBytes?: number | undefined;
}

/** Options of `sendfile`. */
export interface SendfileOptions extends OperationOptions {
  /** Where in the file to begin; null (default) is the file's own position, which moves. */
  readonly offset?: number | null | undefined;
  /** How many bytes to send; default: up to the file's end. */
  readonly count?: number | undefined;
}

/** Options of making an AsyncSocket over another socket or descriptor. */
export interface DriverOptions {
  /** What waits and moves the bytes; default: the selector driver. */
  readonly driver?: Driver | undefined;
}

const FLAGS = ['flags'];
const INTO = ['flags', 'maxBytes'];
const INCOMING = ['flags', 'maxFds', 'controlBytes'];
const OUTGOING = ['flags', 'address', 'fds', 'credentials', 'control'];
const FILE = ['offset', 'count'];

/**
 * A socket whose verbs are promises: they wait on Node's event loop. Every verb takes `{ signal, timeoutMs }`.
 *
 * Reads are served in the order in which they were asked for, and so are writes, which never interleave. Giving an operation
 * up loses no byte and no connection: what it had received goes to the next read, and the error of a send has `bytesSent`.
 * `close()` ends all operations with ERR_FDSET_CLOSED.
 *
 * @typeParam A - the type of its addresses, if it is known.
 */
export class AsyncSocket<A extends Address = Address> extends BaseSocket<A> {
  readonly #state: SocketState;
  readonly #reads: Serving;
  readonly #writes: Serving;
  readonly #driver: Driver;
  readonly #lanes: SocketLanes;
  #isNonBlocking = false;
  #readable: ReadableStream<Uint8Array> | null = null;
  #writable: WritableStream<Uint8Array | string> | null = null;

  static {
    provideLanes((socket) => (socket as AsyncSocket).#lanes);
  }

  /**
   * Makes a socket; defaults: AF_INET, SOCK_STREAM, the type's own protocol.
   * @throws {SocketError} EAFNOSUPPORT, EPROTONOSUPPORT, EMFILE and others; see socket(2)
   */
  constructor(family?: number, type?: number, protocol?: number, options?: DriverOptions);
  constructor(
    family: number | SocketState = AF_INET,
    type = SOCK_STREAM,
    protocol = 0,
    options: DriverOptions = {},
  ) {
    const driver = chooseDriver(options);
    const state = family instanceof SocketState ? family : openState(family, type, protocol);
    super(state);
    this.#state = state;
    // The verbs of this class have limits of their own.
    state.timeoutMs = null;
    const lanes = new SocketLanes(state, driver);
    this.#driver = driver;
    this.#lanes = lanes;
    this.#reads = { lane: lanes.reads, owner: this, state, port: lanes.port };
    this.#writes = { lane: lanes.writes, owner: this, state, port: lanes.port };
  }

  /**
   * Makes an AsyncSocket of a Socket, which is detached.
   * @throws {TypeError} ERR_FDSET_CLOSED, ERR_FDSET_DETACHED, ERR_FDSET_INVALID_ARG_TYPE
   */
  static from<A extends Address = Address>(
    socket: Socket<A>,
    options: DriverOptions = {},
  ): AsyncSocket<A> {
    chooseDriver(options);
    const { family, type, protocol, beforeClose } = checkSocket(socket);
    if (#lanes in socket)
      throw argTypeError(
        'this is an AsyncSocket already: use it, or share its descriptor with AsyncSocket.lend(socket)',
      );
    const state = adoptDescriptor(socket.detach(), family, type, protocol);
    state.beforeClose = beforeClose;
    return makeAsync(state, options);
  }

  /**
   * Makes an AsyncSocket over the descriptor of a Socket, which still owns it: closing the new object leaves the Socket open,
   * and closing the Socket ends all operations.
   * @throws {TypeError} ERR_FDSET_CLOSED, ERR_FDSET_DETACHED, ERR_FDSET_INVALID_ARG_TYPE
   */
  static lend<A extends Address = Address>(
    socket: BaseSocket<A>,
    options: DriverOptions = {},
  ): AsyncSocket<A> {
    return makeAsync(lendState(checkSocket(socket)), options);
  }

  /**
   * Takes over a descriptor that was made elsewhere, as `Socket.fromFd` does.
   * @throws {SocketError} EBADF, or ENOTSOCK when it is not a socket; the caller keeps the descriptor
   */
  static fromFd<A extends Address = Address>(
    fd: number,
    known?: KnownSocket,
    options: DriverOptions = {},
  ): AsyncSocket<A> {
    chooseDriver(options);
    const state = known === undefined ? describeDescriptor(fd) : trustDescriptor(fd, known);
    return makeAsync(state, options);
  }

  // Closing

  /**
   * Closes the descriptor, after what `send` was given to send at once. Operations that are under way reject with
   * ERR_FDSET_CLOSED. A second call does nothing.
   */
  close(): void {
    if (this.#state.fd < 0) return;
    this.#lanes.port.flush();
    this.#lanes.leave(closedError('socket'));
    closeState(this.#state);
  }

  /** Same as `close`, for `await using socket = ...`. */
  [Symbol.asyncDispose](): Promise<void> {
    this.close();
    return Promise.resolve();
  }

  /** Same as `close`, for `using socket = ...`. */
  [Symbol.dispose](): void {
    this.close();
  }

  /**
   * Gives the descriptor away without closing it and returns its number; a lent socket gives a duplicate away. Operations that are under way reject with
   * ERR_FDSET_DETACHED. Bytes that an operation had received before it was given up are lost, unless
   * `takeUnread` takes them afterwards.
   * @throws {TypeError} ERR_FDSET_CLOSED, ERR_FDSET_DETACHED
   */
  detach(): number {
    const fd = requireFd(this.#state);
    // The number of a lent socket is its owner's, who will close it.
    const own = this.#state.owner === null ? -1 : dup(fd);
    this.#lanes.port.flush();
    this.#lanes.leave(detachedError());
    const given = detachState(this.#state);
    if (own < 0) return given;
    release(own);
    return own;
  }

  /** Takes bytes that were received for operations which were given up; empty if there are none. */
  takeUnread(): Buffer {
    const { lane } = this.#reads;
    const parts: Buffer[] = [];
    while (lane.hasKept) parts.push(lane.takeKept(Infinity));
    return Buffer.concat(parts);
  }

  /**
   * Gives received bytes back: the next reads take them first. For what was received too far, for example by a frame reader,
   * before `startTls`. Only streams, while no read is under way, which would miss them.
   * @throws {TypeError} ERR_FDSET_ALREADY_WAITING, ERR_FDSET_UNSUPPORTED, ERR_FDSET_CLOSED, ERR_FDSET_DETACHED,
   *   ERR_FDSET_INVALID_ARG_TYPE
   */
  unread(data: Uint8Array): void {
    requireFd(this.#state);
    const { lane } = this.#reads;
    if (this.type !== SOCK_STREAM)
      throw argTypeError('only a stream takes bytes back', 'ERR_FDSET_UNSUPPORTED');
    if (lane.first !== undefined)
      throw argTypeError(
        'bytes are given back while no read is pending',
        'ERR_FDSET_ALREADY_WAITING',
      );
    if (lengthOf(data) > 0) lane.putBack(data);
  }

  /** Ends one or both directions (SHUT_RD, SHUT_WR or SHUT_RDWR), after what was given to send at once. */
  override shutdown(how: number): void {
    requireFd(this.#state);
    this.#lanes.port.flush();
    shutdown(requireFd(this.#state), how);
  }

  // Connecting and accepting

  /**
   * Takes the next connection, which has the driver of this socket. A connection that comes when the accept was given up is taken
   * by the next one.
   * @throws {SocketError} EMFILE, ECONNABORTED and others; see accept(2)
   */
  accept(options?: OperationOptions): Promise<[conn: AsyncSocket<A>, address: A]> {
    return this.#read(
      {
        call: 'accept',
        attempt: () => accept(this.#withoutBlocking()),
        convert: ({ fd, address }): [AsyncSocket<A>, A] => {
          const { family, type, protocol } = this.#state;
          const accepted = adoptDescriptor(fd, family, type, protocol);
          return [makeAsync(accepted, { driver: this.#driver }), address as A];
        },
      },
      options,
    );
  }

  /** The connections that come in, until the listener is closed. Leaving the loop closes nothing. @throws as `accept` */
  async *accepts(
    options?: OperationOptions,
  ): AsyncGenerator<[conn: AsyncSocket<A>, address: A], undefined> {
    requireFd(this.#state);
    while (!this.closed) {
      try {
        yield await this.accept(options);
      } catch (error) {
        if (!this.closed) throw error;
      }
    }
  }

  /**
   * Connects the socket; a host name is resolved in its family. An attempt that was given up goes on in the kernel: close the
   * socket, or connect again to wait for it.
   * @throws {ConnectionRefusedError} ECONNREFUSED; the message of every error has the address
   * @throws {SocketTimeoutError} ETIMEDOUT
   * @throws {AddressInfoError} when the host name has no address in the socket's family
   */
  async connect(address: A, options?: OperationOptions): Promise<void> {
    const startedMs = monotonicMs();
    const hostName = hostNameIn(this.#state, address);
    const resolved = await resolveLater(this.#state, address, options);
    const connecting: VerbCall<void, void> = {
      call: 'connect',
      address: resolved,
      attempt: () => connectResolved(this.#state, resolved),
      convert: () => {},
    };
    await this.#write(connecting, options, [], startedMs);
    this.#state.hostName = hostName;
  }

  // Receiving

  /**
   * Receives at most `maxBytes`. An empty Buffer means end of stream (on a datagram socket an empty datagram).
   * @throws {ConnectionResetError} ECONNRESET
   * @throws {SocketTimeoutError} ETIMEDOUT
   */
  recv(maxBytes: number, options?: TransferOptions): Promise<Buffer> {
    try {
      requireFd(this.#state);
      const flags = flagsOf(options);
      if (flags === 0 && this.type === SOCK_STREAM)
        return new ReceiveBuffer(this.#reads, checkByteCount(maxBytes, 'maxBytes')).start(
          options,
          FLAGS,
        );
      return this.#read(
        {
          call: 'recv',
          attempt: () => readBytes(this.#reads, maxBytes, flags),
          convert: same,
          bytesOf: same,
        },
        options,
        FLAGS,
      );
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /**
   * Receives into `buffer` and returns the number of bytes; 0 means end of stream.
   * @throws as `recv`
   */
  recvInto(buffer: Uint8Array, options?: RecvIntoOptions): Promise<number> {
    try {
      requireFd(this.#state);
      const flags = flagsOf(options);
      if (flags === 0 && this.type === SOCK_STREAM)
        return new ReceiveInto(this.#reads, buffer, options?.maxBytes).start(options, INTO);
      return this.#read(
        {
          call: 'recv',
          attempt: () => readInto(this.#reads, buffer, options?.maxBytes, flags),
          convert: same,
          bytesOf: (received) => buffer.subarray(0, received),
        },
        options,
        INTO,
      );
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /** Receives at most `maxBytes` of one datagram (the rest is lost), and its sender. @throws as `recv` */
  recvfrom(maxBytes: number, options?: TransferOptions): Promise<Datagram<A>> {
    return this.#read(
      {
        call: 'recvfrom',
        attempt: () => readFrom(this.#reads, maxBytes, flagsOf(options)),
        convert: (received) => received as Datagram<A>,
        bytesOf: ([data]) => data,
      },
      options,
      FLAGS,
    );
  }

  /** Receives one datagram into `buffer`; returns its length and sender. @throws as `recv` */
  recvfromInto(buffer: Uint8Array, options?: RecvIntoOptions): Promise<DatagramInfo<A>> {
    return this.#read(
      {
        call: 'recvfrom',
        attempt: () => readFromInto(this.#reads, buffer, options?.maxBytes, flagsOf(options)),
        convert: (received) => received as DatagramInfo<A>,
        bytesOf: ([received]) => buffer.subarray(0, received),
      },
      options,
      INTO,
    );
  }

  /** Receives one message with its descriptors and control messages, as `Socket.recvmsg` does. @throws as `recv` */
  recvmsg(maxBytes: number, options: RecvmsgOptions & OperationOptions = {}): Promise<Message<A>> {
    return this.#read(
      {
        call: 'recvmsg',
        attempt: () => readMessage(this.#reads, maxBytes, withoutLimits(options)),
        convert: (received) => received as Message<A>,
      },
      options,
      INCOMING,
    );
  }

  /** Like `recvmsg`, but receives into the caller's buffers. @throws as `recv` */
  recvmsgInto(
    buffers: Uint8Array | readonly Uint8Array[],
    options: RecvmsgOptions & OperationOptions = {},
  ): Promise<MessageInfo<A>> {
    return this.#read(
      {
        call: 'recvmsg',
        attempt: () => readMessageInto(this.#reads, buffers, withoutLimits(options)),
        convert: (received) => received as MessageInfo<A>,
      },
      options,
      INCOMING,
    );
  }

  /** Waits for a datagram, then receives all that are there, as `Socket.recvmmsg` does. @throws as `recv` */
  recvmmsg(
    maxMessages: number,
    maxBytes: number,
    options?: TransferOptions,
  ): Promise<BatchMessage<A>[]> {
    return this.#read(
      {
        call: 'recvmmsg',
        attempt: () => readBatch(this.#reads, maxMessages, maxBytes, flagsOf(options)),
        convert: (received) => received as BatchMessage<A>[],
      },
      options,
      FLAGS,
    );
  }

  /**
   * The bytes until the end of the stream, at most 64 KiB at a time. A chunk lasts until the next one is asked for, as those of
   * `Socket.chunks`: await what uses it. Leaving the loop closes nothing. On a listener use `accept`.
   */
  [Symbol.asyncIterator](): AsyncIterableIterator<Buffer> {
    return this.chunks(CHUNK_BYTES);
  }

  /**
   * The bytes until the end of the stream, at most `maxBytes` at a time. A chunk lasts until the next one is asked for.
   * @throws {RangeError} ERR_FDSET_OUT_OF_RANGE when `maxBytes` is 0
   */
  chunks(maxBytes: number, options?: OperationOptions): AsyncIterableIterator<Buffer> {
    requireFd(this.#state);
    return new ChunkIterator(this.#reads, maxBytes, options);
  }

  // Sending

  /**
   * Sends bytes and returns how many: on a stream all of them, as send(2) does on a blocking socket.
   * @throws {BrokenPipeError} EPIPE
   * @throws {ConnectionResetError} ECONNRESET
   * @throws {SocketTimeoutError} ETIMEDOUT; every error has `bytesSent`
   */
  send(data: Sendable, options?: TransferOptions): Promise<number> {
    return this.#send('send', send, data, options, same);
  }

  /** Sends everything. @throws as `send` */
  sendall(data: Sendable, options?: TransferOptions): Promise<void> {
    return this.#send('sendall', sendall, data, options, nothing);
  }

  /** Sends one datagram to `address`. @throws as `send`; EMSGSIZE when it is too long */
  async sendto(data: Sendable, address: A, options?: TransferOptions): Promise<number> {
    const startedMs = monotonicMs();
    const resolved = await resolveLater(this.#state, address, options);
    return this.#write(
      {
        call: 'sendto',
        address: resolved,
        attempt: () => sendto(this.#state, data, resolved, flagsOf(options)),
        convert: same,
        sends: true,
      },
      options,
      FLAGS,
      startedMs,
    );
  }

  /** Sends one message with descriptors and control messages, as `Socket.sendmsg` does. @throws as `send` */
  sendmsg(
    data: Sendable | readonly Sendable[],
    options: SendmsgOptions<A> & OperationOptions = {},
  ): Promise<number> {
    return this.#write(
      {
        call: 'sendmsg',
        attempt: () => sendmsg(this.#state, data, withoutLimits(options)),
        convert: same,
        sends: true,
      },
      options,
      OUTGOING,
    );
  }

  /** Sends a file, or a part of it, as `Socket.sendfile` does. @throws as `send` */
  async sendfile(file: DescriptorLike, options: SendfileOptions = {}): Promise<number> {
    const { offset = null, count } = checkOptions(options);
    return this.#write(
      {
        call: 'sendfile',
        attempt: () => sendfile(this.#state, file, offset, count),
        convert: same,
        sends: true,
      },
      options,
      FILE,
    );
  }

  /** Sends datagrams and returns how many were sent, as `Socket.sendmmsg` does. @throws as `send` */
  sendmmsg(messages: readonly BatchSend<A>[], options?: TransferOptions): Promise<number> {
    return this.#write(
      {
        call: 'sendmmsg',
        attempt: () => sendmmsg(this.#state, messages, flagsOf(options)),
        convert: same,
      },
      options,
      FLAGS,
    );
  }

  // Encryption and streams

  /**
   * Makes a TLS handshake over the connection, also in the middle of a conversation (STARTTLS), and returns the encrypted
   * connection, which has the verbs of this class for byte streams. This object is detached. Bytes that were received too early
   * (`takeUnread`) are part of the handshake.
   *
   * The options are those of node:tls, with `serverSide: true` for a server; give the same object for all connections of a
   * server, which then share their secure context and sessions. `timeoutMs` (default 120,000) and `signal` limit the handshake.
   * If it fails, the connection is closed. The encrypted connection of a lent socket is closed with the socket's owner.
   *
   * A client checks the certificate against `servername`, by default the host name that the socket was connected to, else the
   * address of the peer. On a Unix socket there is neither, and node:tls takes 'localhost'.
   * @throws {TypeError} ERR_FDSET_INVALID_ARG_TYPE for a server without a certificate, or keys and certificates that cannot be
   *   used; ERR_FDSET_UNSUPPORTED when this is no stream; the connection is left as it was
   * @throws the errors of node:tls, such as DEPTH_ZERO_SELF_SIGNED_CERT; ECONNRESET; SocketTimeoutError
   */
  startTls(options: StartTlsOptions = {}): Promise<TlsStream> {
    return startTls(() => {
      if (this.type !== SOCK_STREAM)
        throw argTypeError('only a stream can be encrypted', 'ERR_FDSET_UNSUPPORTED');
      const host = hostOfPeer(this.#state);
      const ownerFd = this.#state.owner?.fd ?? null;
      const fd = this.detach();
      return { fd, unread: this.takeUnread(), ownerFd, host };
    }, options);
  }

  /** The received bytes as a stream of the web. Cancelling it loses no byte and closes nothing. */
  get readable(): ReadableStream<Uint8Array> {
    return (this.#readable ??= readableOf(this));
  }

  /** A stream of the web for the bytes to send. Closing it ends this direction (SHUT_WR), aborting it closes the socket. */
  get writable(): WritableStream<Uint8Array | string> {
    return (this.#writable ??= writableOf(this));
  }

  /**
   * The socket as a Duplex of Node, with backpressure both ways. Each direction ends by itself; destroying the stream closes
   * the socket.
   */
  toDuplex(): Duplex {
    requireFd(this.#state);
    return duplexOf(this);
  }

  // Inside

  #send<T>(
    call: string,
    attempt: typeof send,
    data: Sendable,
    options: TransferOptions | undefined,
    result: (bytes: number) => T,
  ): Promise<T> {
    try {
      requireFd(this.#state);
      const flags = flagsOf(options);
      if (flags === 0 && this.type === SOCK_STREAM)
        return new Send(call, this.#writes, data, result).start(options, FLAGS);
      return this.#write(
        {
          call,
          attempt: () => attempt(this.#state, data, flags, 0, undefined),
          convert: result,
          sends: true,
        },
        options,
        FLAGS,
      );
    } catch (error) {
      return Promise.reject(error);
    }
  }

  #read<R, T>(
    verb: VerbCall<R, T>,
    options: OperationOptions | undefined,
    more?: readonly string[],
  ): Promise<T> {
    return this.#call(new Verb(verb, this.#reads), options, more);
  }

  #write<R, T>(
    verb: VerbCall<R, T>,
    options: OperationOptions | undefined,
    more?: readonly string[],
    startedMs?: number,
  ): Promise<T> {
    return this.#call(new Verb(verb, this.#writes), options, more, startedMs);
  }

  #call<T>(
    operation: Operation<T>,
    options: OperationOptions | undefined,
    more?: readonly string[],
    startedMs?: number,
  ): Promise<T> {
    try {
      requireFd(this.#state);
      return operation.start(options, more, startedMs);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  // On a blocking listener each try would take four more system calls. The mode of a lent descriptor is its owner's.
  #withoutBlocking(): SocketState {
    if (!this.#isNonBlocking && this.#state.owner === null)
      setNonblocking(requireFd(this.#state), true);
    this.#isNonBlocking = true;
    return this.#state;
  }
}

const same = <T>(value: T): T => value;

const nothing = (): void => {};

const flagsOf = (options: TransferOptions | undefined): number =>
  options?.flags === undefined ? 0 : checkMessageFlags(options.flags);

const withoutLimits = <T extends OperationOptions>(options: T): Omit<T, 'signal' | 'timeoutMs'> => {
  const { signal: _signal, timeoutMs: _timeoutMs, ...rest } = options;
  return rest;
};

const checkSocket = (socket: object): SocketState => {
  if (isSocket(socket)) return stateOf(socket);
  throw argTypeError('an AsyncSocket can be made of a Socket only');
};

/** Makes an AsyncSocket over an existing state; only for the files of this package. */
export const makeAsync = <A extends Address>(
  state: SocketState,
  options?: DriverOptions,
): AsyncSocket<A> =>
  new (
    AsyncSocket as unknown as new (
      state: SocketState,
      type?: number,
      protocol?: number,
      options?: DriverOptions,
    ) => AsyncSocket<A>
  )(state, undefined, undefined, options);
