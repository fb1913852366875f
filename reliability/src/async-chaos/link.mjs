// A connection of two sockets, and what is known of it.
import { Direction } from './direction.mjs';

/** One end. Its socket may be replaced by another one over the same descriptor, or by a TLS stream. */
export class End {
  socket;
  link;
  /** What it sends. */
  out = new Direction();
  peer = null;
  reads = 0;
  writes = 0;
  /** The last bytes that it received, if nothing was received since. */
  last = null;
  isTls = false;

  constructor(socket, link) {
    this.socket = socket;
    this.link = link;
  }

  /** What it receives. */
  get in() {
    return this.peer.out;
  }

  get isOpen() {
    return !this.socket.closed;
  }

  /** Closes it. The peer then gets everything that was sent, unless bytes are left here, for which the kernel resets the connection. */
  close() {
    if (!this.isOpen) return;
    const leavesNothing = !this.isTls && !this.in.mayEnd && this.in.isQuiet && this.reads === 0;
    this.out.isFinished = true;
    if (!leavesNothing) this.out.mayEnd = true;
    this.in.mayEnd = true;
    this.link.mayFail = true;
    this.socket.close();
  }

  shutdown(how) {
    this.link.mayFail = true;
    this.socket.shutdown(how);
  }
}

export class Link {
  ends;
  /** 'tcp' or 'unix'. */
  kind;
  /** Whether calls may fail because of the peer. */
  mayFail = false;
  /** Whether it is being ended in order, so that nothing else is begun that sends or ends. */
  isFinishing = false;
  /** Whether one of its sockets is being replaced by a TLS stream. */
  isShaking = false;

  constructor(sockets, kind) {
    this.kind = kind;
    this.ends = sockets.map((socket) => new End(socket, this));
    const [a, b] = this.ends;
    [a.peer, b.peer] = [b, a];
  }

  get isOpen() {
    return this.isShaking || this.ends.some(({ isOpen }) => isOpen);
  }

  get isPlain() {
    return !this.ends.some(({ isTls }) => isTls);
  }

  /** Compares what was received until now. */
  check() {
    for (const { out } of this.ends) out.check();
  }

  /** From now on anything may be lost. */
  spoil() {
    this.mayFail = true;
    for (const { out } of this.ends) out.mayEnd = true;
  }

  close() {
    for (const end of this.ends) end.close();
  }
}
