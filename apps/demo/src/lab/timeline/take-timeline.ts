// Has the timeline of a model measured in a process of its own, and tells it, or why there is none.
import type { Keeper } from '../keeper/keeper.js';
import type { LabEvent } from '../protocol/lab-event.js';
import type { ModelId, RunConfig } from '../protocol/run-config.js';
import type { TimelineResult } from './timeline-bytes.js';

export async function takeTimeline(
  keeper: Keeper,
  model: ModelId,
  { messageBytes }: RunConfig,
): Promise<LabEvent> {
  const program = keeper.start('timeline', [JSON.stringify({ model, messageBytes })]);
  const line = await program.lineThat((one) => one.startsWith('{'));
  if (line === null) return { kind: 'timeline-missing', model, why: program.end ?? '' };
  const result = JSON.parse(line) as TimelineResult;
  if ('missing' in result) return { kind: 'timeline-missing', model, why: result.missing };
  return { kind: 'timeline', model, timeline: result.timeline };
}
