// What the program of timelines (timeline-main.ts) is asked for, and prints.
import type { ReadTimeline } from '../protocol/lab-event.js';

/** The sender writes its clock into a message. */
const LEAST_BYTES = 8;
/** Above it the drivers of asynchronous sockets go other ways, which show less. */
const MOST_BYTES = 8 * 1024;

/** The size of the messages of a timeline: that of the run, within bounds that are the same for all models. */
export const timelineBytes = (messageBytes: number): number =>
  Math.min(MOST_BYTES, Math.max(LEAST_BYTES, messageBytes));

export type TimelineResult =
  | { readonly timeline: ReadTimeline; readonly readBy: 'main thread' | 'thread' | 'process' }
  | { readonly missing: string };
