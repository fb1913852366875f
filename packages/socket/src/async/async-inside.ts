// Access to the lanes of an AsyncSocket or a TlsStream for other files of this package.
import type { Lanes } from './driver.js';

let access: ((socket: object) => Lanes) | null = null;
const others = new WeakMap<object, Lanes>();

/** Called by the class AsyncSocket, which alone can see its private fields. */
export const provideLanes = (lanes: (socket: object) => Lanes): void => {
  access = lanes;
};

/** Tells the lanes of an object of another class. */
export const rememberLanes = (stream: object, lanes: Lanes): void => {
  others.set(stream, lanes);
};

/** The operations that are under way. */
export const lanesOf = (socket: object): Lanes =>
  others.get(socket) ?? (access as (socket: object) => Lanes)(socket);
