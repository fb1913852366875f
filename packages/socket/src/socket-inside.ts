// Gives the files of this package access to the private state of a Socket. socket.ts provides the access, so that the files
// which socket.ts imports need not import it in a circle.
import type { SocketState } from './socket-state.js';

interface Access {
  stateOf(socket: object): SocketState;
  isSocket(value: unknown): boolean;
}

let access: Access;

/** The class calls this once, because only the class itself can read its private state. */
export const provideAccess = (provided: Access): void => {
  access = provided;
};

/** The state of a Socket. */
export const stateOf = (socket: object): SocketState => access.stateOf(socket);

/** Whether a value is a Socket. A Proxy of one is not, and its traps do not run. */
export const isSocket = (value: unknown): boolean => access.isSocket(value);
