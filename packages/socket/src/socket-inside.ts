// The way from a Socket to its state, for the files of this package only: socket.ts opens it, so that files which it imports
// need not import it.
import type { SocketState } from './socket-state.js';

interface Inside {
  stateOf(socket: object): SocketState;
  isSocket(value: unknown): boolean;
}

let inside: Inside;

/** Called once, by the class itself, which alone can read its private state. */
export const openInside = (opened: Inside): void => {
  inside = opened;
};

/** The inside of a Socket. */
export const stateOf = (socket: object): SocketState => inside.stateOf(socket);

/** Whether a value is a Socket; a Proxy of one is not, and none of its traps runs. */
export const isSocket = (value: unknown): boolean => inside.isSocket(value);
