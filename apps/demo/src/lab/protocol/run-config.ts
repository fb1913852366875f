// What the page may ask for. The server checks every field against these bounds (check-config.ts), the page builds its form from them.

/** Every model that the lab can run, in the document's order. */
export const MODEL_IDS = [
  'blocking',
  'threads',
  'threads-anew',
  'processes',
  'thread-pool',
  'process-pool',
  'nonblocking',
  'select',
  'poll',
  'epoll',
  'async',
  'async-uring',
] as const;
export type ModelId = (typeof MODEL_IDS)[number];

/** What a handler does for each message, besides answering it. */
export const HANDLER_COSTS = ['none', 'sleep', 'compute'] as const;
export type HandlerCost = (typeof HANDLER_COSTS)[number];

/** `in-turn`: each model has the machine to itself. `together`: all at once, which disturbs the figures and shows it. */
export const RUN_ORDERS = ['in-turn', 'together'] as const;
export type RunOrder = (typeof RUN_ORDERS)[number];

export interface RunConfig {
  readonly models: readonly ModelId[];
  /** How many clients there are, the slow ones among them. */
  readonly clients: number;
  readonly messageBytes: number;
  /** How long a client waits between an answer and its next message, in ms. */
  readonly thinkMs: number;
  readonly handlerCost: HandlerCost;
  /** How long the handler sleeps or computes for each message, in ms. */
  readonly handlerMs: number;
  /** Of 100 clients, how many send half a message, pause for SLOW_PAUSE_MS, and send the rest. */
  readonly slowPercent: number;
  /** The threads or processes of `thread-pool` and `process-pool`. */
  readonly poolSize: number;
  /** How long each model is measured, in s. */
  readonly seconds: number;
  readonly order: RunOrder;
}

export const SLOW_PAUSE_MS = 250;

export interface Bounds {
  readonly min: number;
  readonly max: number;
  readonly standard: number;
}

export type NumberField = {
  [K in keyof RunConfig]: RunConfig[K] extends number ? K : never;
}[keyof RunConfig];

/** Integers all. */
export const BOUNDS: Readonly<Record<NumberField, Bounds>> = {
  clients: { min: 1, max: 200, standard: 8 },
  messageBytes: { min: 1, max: 65_536, standard: 64 },
  thinkMs: { min: 0, max: 1000, standard: 0 },
  handlerMs: { min: 0, max: 200, standard: 0 },
  slowPercent: { min: 0, max: 100, standard: 0 },
  poolSize: { min: 1, max: 16, standard: 4 },
  seconds: { min: 2, max: 60, standard: 5 },
};

export const MOST_MODELS = 4;

export const STANDARD_CONFIG: RunConfig = {
  models: ['blocking', 'threads', 'epoll'],
  clients: BOUNDS.clients.standard,
  messageBytes: BOUNDS.messageBytes.standard,
  thinkMs: BOUNDS.thinkMs.standard,
  handlerCost: 'none',
  handlerMs: BOUNDS.handlerMs.standard,
  slowPercent: BOUNDS.slowPercent.standard,
  poolSize: BOUNDS.poolSize.standard,
  seconds: BOUNDS.seconds.standard,
  order: 'in-turn',
};
