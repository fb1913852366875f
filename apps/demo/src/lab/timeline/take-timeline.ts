// Has the timeline of a model measured in a process of its own, and tells it, or why there is none.
import { within } from '../run/within.js';
import type { Keeper } from '../keeper/keeper.js';
import type { LabEvent } from '../protocol/lab-event.js';
import type { ModelId, RunConfig } from '../protocol/run-config.js';
import type { TimelineResult } from './timeline-bytes.js';

/** It takes a second or so. */
const PATIENCE_MS = 30_000;

export async function takeTimeline(
  keeper: Keeper,
  model: ModelId,
  { messageBytes }: RunConfig,
): Promise<LabEvent> {
  const program = keeper.start('timeline', [JSON.stringify({ model, messageBytes })]);
  const said = program.lineThat((one) => one.startsWith('{'));
  const line = await within(PATIENCE_MS, said, tooLate).catch(({ message }: Error) => {
    keeper.signal(program, 'SIGKILL');
    program.finish(message);
    return null;
  });
  if (line === null) return { kind: 'timeline-missing', model, why: program.end ?? '' };
  const result = JSON.parse(line) as TimelineResult;
  if ('missing' in result) return { kind: 'timeline-missing', model, why: result.missing };
  return { kind: 'timeline', model, timeline: result.timeline };
}

const tooLate = (): Error =>
  new Error(`its measurement has said nothing for ${PATIENCE_MS / 1000} s`);
