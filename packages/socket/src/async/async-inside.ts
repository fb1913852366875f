// Access to the lanes of an AsyncSocket for other files of this package.
import type { Lanes } from './driver.js';

let access: ((socket: object) => Lanes) | null = null;

/** Called by the class, which alone can see its private fields. */
export const provideLanes = (lanes: (socket: object) => Lanes): void => {
  access = lanes;
};

/** The operations of an AsyncSocket that are under way. */
export const lanesOf = (socket: object): Lanes => (access as (socket: object) => Lanes)(socket);
