// The document's ways to wait for a message, each as one read that returns its phases.
import { EpollSelector, EVENT_READ, PollSelector, SelectSelector } from '@fdset/selectors';
import type { BaseSelector } from '@fdset/selectors';
import { CLOCK_REALTIME, clockGettimeNs } from '@fdset/socket';
import type { ReadPhases, Socket } from '@fdset/socket';

/** The phases of one read, and the number of bytes that it received. */
export interface OneRead extends ReadPhases {
  readonly bytesReceived: number;
  /** From the return of a selector's wait to the call that received; undefined without a selector. */
  readonly callNs?: number;
}

/** A read that began at `startedNs`. */
export interface Reader {
  read(startedNs: bigint): OneRead | Promise<OneRead>;
  close(): void;
}

export type ModelName = 'blocking' | 'non-blocking' | 'select' | 'poll' | 'epoll' | 'selectAsync';

/** Opens a reader. All reads use the same buffer, whose pages were used before, so that no page fault counts as copying. */
type Opener = (socket: Socket, buffer: Buffer) => Reader;

const models: Readonly<Record<ModelName, Opener>> = {
  blocking: openBlocking,
  'non-blocking': openPolling,
  select: (socket, buffer) => openSelecting(new SelectSelector(), socket, buffer),
  poll: (socket, buffer) => openSelecting(new PollSelector(), socket, buffer),
  epoll: (socket, buffer) => openSelecting(new EpollSelector(), socket, buffer),
  selectAsync: openAsync,
};

/** Sets a socket up to be read in one of the models. */
export function openReader(model: ModelName, socket: Socket, buffer: Buffer): Reader {
  return models[model](socket, buffer);
}

/** recv sleeps until there is data. */
function openBlocking(socket: Socket, buffer: Buffer): Reader {
  socket.setblocking(true);
  return {
    read: (startedNs) => socket.recvPhasesInto(buffer, { startedNs }),
    close: () => {},
  };
}

/** recv reports that there is no data, and is called again at once. */
function openPolling(socket: Socket, buffer: Buffer): Reader {
  socket.setblocking(false);
  const read = (startedNs: bigint): OneRead => {
    let message = socket.tryRecvPhases(buffer.length, { startedNs });
    while (message === null) message = socket.tryRecvPhases(buffer.length, { startedNs });
    return { ...message, bytesReceived: message.data.length };
  };
  return { read, close: () => socket.setblocking(true) };
}

/** select sleeps until the socket is ready; then recv copies. */
function openSelecting(
  selector: BaseSelector<undefined, Socket>,
  socket: Socket,
  buffer: Buffer,
): Reader {
  selector.register(socket, EVENT_READ);
  const read = (startedNs: bigint): OneRead => {
    while (selector.select().length === 0);
    const readyNs = clockGettimeNs(CLOCK_REALTIME);
    const phases = socket.recvPhasesInto(buffer, { startedNs });
    return Object.assign(phases, { callNs: Number(phases.runningNs - readyNs) });
  };
  return { read, close: () => selector.close() };
}

/** The event loop wakes up when the socket is ready, and resumes the waiting function. */
function openAsync(socket: Socket, buffer: Buffer): Reader {
  const selector = new EpollSelector<undefined, Socket>();
  selector.register(socket, EVENT_READ);
  const read = async (startedNs: bigint): Promise<OneRead> => {
    while ((await selector.selectAsync()).length === 0);
    return socket.recvPhasesInto(buffer, { startedNs });
  };
  return { read, close: () => selector.close() };
}
