/** Options of which none is left out: `Required` leaves an `undefined` that is written in a type. */
export type Complete<Options> = {
  readonly [Name in keyof Options]-?: Exclude<Options[Name], undefined>;
};
