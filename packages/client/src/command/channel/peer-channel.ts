// One of the clients of a datagram socket: what comes from its address, and what is sent there. datagram-door.ts sorts what comes.
import { closedError } from '@fdset/posix';
import type { Address } from '@fdset/posix';
import type { AsyncSocket } from '@fdset/socket/async';
import type { Channel } from './channel.js';

/** What may wait to be received. More is dropped, as the kernel drops what a socket has no room for. */
const MOST_WAITING_BYTES = 262_144;
/** What a datagram costs beside its bytes, of which it may have none. */
const OVERHEAD_BYTES = 64;

/** Talks with one address. It ends when nothing has gone either way for `idleMs`; null: never. */
export class PeerChannel implements Channel {
  readonly keepsBorders = true;
  readonly hasEnd = false;
  readonly #socket: AsyncSocket;
  /** null: a Unix socket that is not bound. */
  readonly #address: Address | null;
  readonly #onClose: () => void;
  readonly #idle: NodeJS.Timeout | null;
  readonly #waiting: Buffer[] = [];
  #waitingBytes = 0;
  #isClosed = false;
  #wake: () => void = () => {};

  constructor(
    socket: AsyncSocket,
    address: Address | null,
    idleMs: number | null,
    onClose: () => void,
  ) {
    this.#socket = socket;
    this.#address = address;
    this.#onClose = onClose;
    this.#idle = idleMs === null ? null : setTimeout(() => this.close(), idleMs);
  }

  /** Takes a datagram that came from the address. */
  take(data: Buffer): void {
    this.#idle?.refresh();
    const bytes = data.length + OVERHEAD_BYTES;
    if (this.#waitingBytes + bytes > MOST_WAITING_BYTES) return;
    this.#waiting.push(data);
    this.#waitingBytes += bytes;
    this.#wake();
  }

  async receive(): Promise<Buffer | null> {
    while (this.#waiting.length === 0 && !this.#isClosed)
      await new Promise<void>((resolve) => (this.#wake = resolve));
    const data = this.#waiting.shift();
    if (data === undefined) return null;
    this.#waitingBytes -= data.length + OVERHEAD_BYTES;
    return data;
  }

  async send(data: Uint8Array): Promise<void> {
    if (this.#isClosed) throw closedError('socket');
    if (this.#address === null) throw namelessError();
    this.#idle?.refresh();
    await this.#socket.sendto(data, this.#address);
  }

  end(): void {}

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    if (this.#idle !== null) clearTimeout(this.#idle);
    this.#wake();
    this.#onClose();
  }

  reset(): void {
    this.close();
  }
}

const namelessError = (): Error =>
  Object.assign(new Error('the client has no address, so it cannot be answered'), {
    code: 'EDESTADDRREQ',
  });
