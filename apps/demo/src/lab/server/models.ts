// Which program serves a model: a loop of this demo, or a class of @fdset/socketserver.
import type { ModelId } from '../protocol/run-config.js';

export const OWN_MODELS = [
  'blocking',
  'nonblocking',
  'select',
  'poll',
  'epoll',
  'async',
  'async-uring',
] as const satisfies readonly ModelId[];
export type OwnModel = (typeof OWN_MODELS)[number];
export type ClassModel = Exclude<ModelId, OwnModel>;

export const isOwnModel = (model: ModelId): model is OwnModel =>
  OWN_MODELS.some((one) => one === model);

/** The models whose server waits in select, poll or epoll_wait itself. */
const COUNTS_WAITS: ReadonlySet<ModelId> = new Set(['select', 'poll', 'epoll', 'async']);

export const countsWaits = (model: ModelId): boolean => COUNTS_WAITS.has(model);
export const usesRing = (model: ModelId): boolean => model === 'async-uring';
