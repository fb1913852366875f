// The types of the native functions, which return -errno and throw only for misuse. The rest of this package wraps them for
// users.
import { absentAddon } from './absent-addon.js';
import { asRefused } from './addon-refused.js';
import { loadAddon } from './load-addon.js';
import type { NativeRing } from './native-ring.js';

/** A result; a negative one is -errno. */
export type Result = number;

/** An address in the kernel's form, in {@link NativeAddon.ADDRESS_BLOCK_BYTES} bytes. */
export type AddressBlock = Uint8Array;

/** A decoded address block: an IP address, a Unix path, or no address. */
export type DecodedAddress =
  { host: string; port: number; flowinfo?: number; scopeId?: number } | Buffer | null;

export interface NativeAddressInfo {
  family: number;
  type: number;
  protocol: number;
  canonname?: string;
  address: DecodedAddress;
}

export interface NativeMessage {
  bytesReceived: number;
  flags: number;
  address: DecodedAddress;
  fds: number[];
  pidfd?: number;
  control: { level: number; type: number; data: Buffer }[];
}

/** An open watcher, which only the addon can use. */
export interface WatcherHandle {
  readonly brand: unique symbol;
}

type Span = [fd: number, buffer: Uint8Array, offset: number, length: number];

export interface NativeAddon extends NativeRing {
  /** {@link ADDON_INTERFACE} of the sources. */
  readonly INTERFACE: number;
  readonly constants: Record<string, number>;
  readonly errnoNumbers: Record<string, number>;
  readonly ADDRESS_BLOCK_BYTES: number;
  readonly MAX_UNIX_PATH: number;
  readonly FD_SETSIZE: number;
  /** The size of this system's struct timespec. */
  readonly TIMESPEC_BYTES: number;
  readonly SELECT_READ: number;
  readonly SELECT_WRITE: number;
  readonly SELECT_EXCEPT: number;
  readonly WATCH_READABLE: number;
  readonly WATCH_WRITABLE: number;
  readonly SYSTEM_ERROR_BASE: number;

  addressEncodeInet(
    block: AddressBlock,
    host: string,
    port: number,
    flowinfo: number,
    scopeId: number,
  ): Result;
  addressEncodeUnix(block: AddressBlock, path: Uint8Array): Result;
  addressDecode(block: AddressBlock): DecodedAddress;

  socket(family: number, type: number, protocol: number): Result;
  socketpair(family: number, type: number, protocol: number): [number, number] | Result;
  pipe(): [number, number] | Result;
  bind(fd: number, address: AddressBlock): Result;
  listen(fd: number, backlog: number): Result;
  accept(fd: number, address: AddressBlock): Result;
  tryAccept(fd: number, address: AddressBlock): Result;
  connect(fd: number, address: AddressBlock): Result;
  tryConnect(fd: number, address: AddressBlock): Result;
  shutdown(fd: number, how: number): Result;
  close(fd: number): Result;
  dup(fd: number, minimum: number): Result;
  dup2(fd: number, target: number): Result;
  getsockname(fd: number, address: AddressBlock): Result;
  getpeername(fd: number, address: AddressBlock): Result;
  fcntl(fd: number, command: number, argument: number): Result;
  adopt(fd: number): Result;
  watchHandOver(memory: Int32Array, index: number, values: number): object | Result;
  setHandOver(handOver: object, fd: number): Result;
  unwatchHandOver(handOver: object): void;
  release(fd: number): Result;

  recv(...args: [...Span, flags: number]): Result;
  timeLimit(fd: number, option: number): number;
  recvWaiting(...args: [...Span, flags: number]): Result;
  send(...args: [...Span, flags: number]): Result;
  recvfrom(...args: [...Span, flags: number, address: AddressBlock]): Result;
  sendto(...args: [...Span, flags: number, address: AddressBlock]): Result;
  /** The numbers of the quick calls: descriptor, offset, length and flags go in, the result comes out. */
  readonly callNumbers: Int32Array;
  /** The result of a quick call with invalid arguments; the plain call then throws the error. */
  readonly QUICK_REFUSED: number;
  readonly quickRecv: (buffer: Uint8Array) => void;
  readonly quickRecvWaiting: (buffer: Uint8Array) => void;
  readonly quickSend: (buffer: Uint8Array) => void;
  readonly quickRecvfrom: (buffer: Uint8Array, address: AddressBlock) => void;
  readonly quickSendto: (buffer: Uint8Array, address: AddressBlock) => void;
  read(...args: Span): Result;
  write(...args: Span): Result;
  sendfile(outFd: number, inFd: number, offset: number | null, count: number): Result;
  trySendfile(outFd: number, inFd: number, offset: number | null, count: number): Result;

  recvmsg(
    fd: number,
    buffers: Uint8Array[],
    controlBytes: number,
    flags: number,
    stampBytes: number,
  ): NativeMessage | Result;
  sendmsg(
    fd: number,
    buffers: Uint8Array[],
    flags: number,
    control: [level: number, type: number, data: Uint8Array][],
    address: AddressBlock | null,
  ): Result;
  controlSpace(bytes: number): number;
  /** `headers` gets [offset, length, flags] for each message, `blocks` an address block for each. */
  recvmmsg(
    fd: number,
    buffer: Uint8Array,
    count: number,
    maxBytes: number,
    flags: number,
    headers: Int32Array,
    blocks: Uint8Array,
  ): Result;
  sendmmsg(
    fd: number,
    buffers: Uint8Array[],
    addresses: (AddressBlock | null)[],
    flags: number,
  ): Result;

  clockGettime(clock: number): bigint | Result;
  readonly monotonicMs: () => number;
  recvStamped(
    ...args: [...Span, flags: number, address: AddressBlock, stamps: BigInt64Array]
  ): Result;

  getsockopt(fd: number, level: number, name: number, into: Uint8Array): Result;
  setsockopt(fd: number, level: number, name: number, value: number | Uint8Array): Result;

  getaddrinfo(
    host: string | null,
    service: string | null,
    family: number,
    type: number,
    protocol: number,
    flags: number,
    async: boolean,
  ): NativeAddressInfo[] | Result | Promise<NativeAddressInfo[] | Result>;
  getnameinfo(
    address: AddressBlock,
    flags: number,
    async: boolean,
  ):
    | { host: string; service: string }
    | Result
    | Promise<{ host: string; service: string } | Result>;
  inetPton(family: number, text: string): Buffer | Result;
  inetNtop(family: number, bytes: Uint8Array): string | Result;
  ifNametoindex(name: string): Result;
  ifIndextoname(index: number): string | Result;
  ifNameindex(): { index: number; name: string }[] | Result;

  waitFd(fd: number, events: number, timeoutMs: number): Result;
  checkInterrupt(): Result;
  setNonblocking(fd: number, on: boolean): Result;
  select(entries: Int32Array, count: number, timeoutMs: number): Result;
  waitSelect(
    entries: Int32Array,
    count: number,
    timeoutMs: number,
    busyPoll?: Float64Array,
  ): Result;
  poll(entries: Int32Array, count: number, timeoutMs: number): Result;
  waitPoll(entries: Int32Array, count: number, timeoutMs: number, busyPoll?: Float64Array): Result;

  // Linux only.
  epollCreate?(): Result;
  epollCtl?(epfd: number, op: number, fd: number, events: number, generation: number): Result;
  epollWait?(epfd: number, events: Int32Array, timeoutMs: number): Result;
  waitEpoll?(epfd: number, events: Int32Array, timeoutMs: number, busyPoll?: Float64Array): Result;

  // macOS only.
  kqueueCreate?(): Result;
  kqueueCtl?(kq: number, fd: number, filter: number, flags: number, generation: number): Result;
  kqueueWait?(kq: number, events: Int32Array, timeoutMs: number): Result;
  waitKqueue?(kq: number, events: Int32Array, timeoutMs: number, busyPoll?: Float64Array): Result;

  /** Linux only. `ready` gets [fd, generation, events, received, offset] for each ready descriptor. */
  receiveReady?(epfd: number, wanted: Int32Array, room: Uint8Array, ready: Int32Array): Result;
  /** The entries are [fd, offset, length, result]. */
  sendEach(bytes: Uint8Array, entries: Int32Array, count: number): Result;

  watchLoopEnd(callback: (times: number) => void): Result;
  countLoopHandles(): Result;
  countLoopRequests(): Result;
  getpid(): number;
  exit(status: number): never;
  deferSignal(signal: number, channelFd: number): Result;
  pidfdOpen(pid: number): Result;
  pidfdSendSignal(fd: number, signal: number): Result;
  // Linux only.
  /** Returns 0 in each child, and -errno in the caller after an error. `call` gets the index in FORK_CALLS of the failed call. */
  serveForks?(controlFd: number, call: Int32Array): Result;
  readonly FORK_CALLS?: readonly string[];
  readonly FORK_REQUEST: number;
  readonly KILL_REQUEST: number;
  readonly FORKED_REPLY: number;
  readonly EXITED_REPLY: number;
  readonly REFUSED_REPLY: number;
  readonly LOST_REPLY: number;
  readonly UNKILLED_REPLY: number;

  createWakeup(): { readFd: number; writeFd: number } | Result;
  signalWakeup(fd: number): Result;
  drainWakeup(fd: number): Result;

  watcherCreate(
    fd: number,
    callback: (status: number, events: number) => void,
  ): WatcherHandle | Result;
  watcherStart(watcher: WatcherHandle, events: number): Result;
  watcherStop(watcher: WatcherHandle): void;
  /** 1 while it watches or is about to report an error, else 0. */
  watcherIsActive(watcher: WatcherHandle): number;
  watcherSetRef(watcher: WatcherHandle, on: boolean): void;
  watcherClose(watcher: WatcherHandle): void;
}

function loadOrRefuse(): unknown {
  try {
    return loadAddon();
  } catch (error) {
    return absentAddon(asRefused(error));
  }
}

/** If it could not be loaded, the functions throw an AddonUnavailableError. */
export const addon = loadOrRefuse() as NativeAddon;
