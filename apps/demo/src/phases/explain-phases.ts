// Explains the phases of a run, model by model, in sentences that are built from its numbers.
import { sizeText, us } from '../walkthrough/numbers.js';
import type { MeasuredPhases } from './measure.js';
import type { Transport } from './pairs.js';
import type { ModelName } from './read-models.js';

/** One row of the table. */
export interface PhasesRow extends MeasuredPhases {
  readonly model: ModelName;
  readonly transport: Transport;
  readonly bytes: number;
}

export function explainPhases(rows: readonly PhasesRow[]): string[] {
  const of = (model: ModelName, transport = 'TCP'): PhasesRow =>
    rows.find((row) => row.model === model && row.transport === transport)!;
  return [
    ...explainModels(of),
    `Datagrams, blocking: a wake-up of ${us(of('blocking', 'UDP').wakeUpNs)} (UDP) and ${us(of('blocking', 'Unix datagram').wakeUpNs)} (Unix).`,
    explainSizes(rows.filter((row) => row.model === 'blocking' && row.transport === 'TCP')),
  ];
}

function explainModels(of: (model: ModelName) => PhasesRow): string[] {
  const [blocking, polling, later] = [of('blocking'), of('non-blocking'), of('selectAsync')];
  const waits = (['select', 'poll', 'epoll'] as const).map(
    (name) => `${name} ${us(of(name).wakeUpNs)}`,
  );
  return [
    `Blocking: the thread sleeps through the wait (${us(blocking.cpuNs)} of CPU for a message) and is woken ${us(blocking.wakeUpNs)} after the arrival.`,
    `Non-blocking: nobody is woken, polling notices after ${us(polling.wakeUpNs)}, ${comparison(polling.wakeUpNs, blocking.wakeUpNs)} blocking took; the price is ${us(polling.cpuNs)} of CPU for the same message, ${(polling.cpuNs / blocking.cpuNs).toFixed(0)} times as much.`,
    `Multiplexing moves the sleep from recv to select and leaves the phases: wake-up ${waits.join(', ')}.`,
    `selectAsync: Node's event loop is woken first and resumes the function, ${us(later.wakeUpNs)} after the arrival.`,
  ];
}

function comparison(value: number, other: number): string {
  const ratio = other / value;
  if (ratio >= 1.05) return `${ratio.toFixed(1)} times sooner than`;
  return ratio > 0.95 ? 'as late as' : `${(1 / ratio).toFixed(1)} times later than`;
}

function explainSizes(rows: readonly PhasesRow[]): string {
  const [least, most] = [rows[0]!, rows.at(-1)!];
  const perSecond = most.bytes / most.copyingNs;
  return `Copying grows with the size: ${us(least.copyingNs)} for ${sizeText(least.bytes)}, ${us(most.copyingNs)} for ${sizeText(most.bytes)} (${perSecond.toFixed(1)} GB/s).`;
}
