// The report of one run, for people.
import type { styleText } from 'node:util';
import type { Condition } from '../options/conditions.js';
import type { LoadPlan } from '../load-plan.js';
import { drawHistogram } from './draw-histogram.js';
import type { Figures, ThreadCost, Times } from './figures.js';
import { table } from './table.js';
import { bytes, number, percent, time, timeIn } from './units.js';
import { generatorLimits, keptUp, metConditions } from './verdict.js';
import { wrongAnswerLine } from './wrong-answer.js';

type Style = Parameters<typeof styleText>[0];

/** Colours text where it is printed to a terminal that wants colours. */
export type Paint = (style: Style, text: string) => string;

/** All lines of the report. */
export function textReport(
  plan: LoadPlan,
  figures: Figures,
  conditions: readonly Condition[],
  paint: Paint,
): string {
  return [
    ...rateLines(plan, figures),
    '',
    timesTable(figures),
    '',
    ...drawHistogram(figures.board.latency),
    ...(figures.board.latency.count > 0 ? [''] : []),
    ...generatorLines(figures),
    ...errorLines(figures, paint),
    ...verdictLines(figures, conditions, paint),
  ].join('\n');
}

/** What is done, before it begins. */
export function headLine(plan: LoadPlan): string {
  const loop =
    plan.rate === null ? 'closed loop' : `open loop, ${number(plan.rate)} requests/s intended`;
  const each = plan.isReconnecting ? ', one for each request' : '';
  const think = plan.thinkMs > 0 ? `, ${time(plan.thinkMs)} after each answer` : '';
  const depth = plan.pipeline > 1 ? `, ${plan.pipeline} requests under way on each` : '';
  return [
    `${plan.url}: ${plural(plan.connections, 'connection')}${each}${depth},`,
    `${plural(plan.threads, 'thread')}, ${bytes(plan.payload.length)} a request, ${loop}${think},`,
    `${time(plan.durationMs)} after ${time(plan.warmupMs)} of warm-up`,
  ].join(' ');
}

function rateLines(plan: LoadPlan, figures: Figures): string[] {
  const { achievedRate, intendedRate, answered, seconds } = figures;
  const intended = intendedRate === null ? '' : ` of ${number(intendedRate)} intended`;
  const early = figures.wasStopped ? ', ended early' : '';
  const lines = [
    `${number(achievedRate)} requests/s${intended} (${number(answered)} in ${seconds.toFixed(2)} s${early}), ${bytes(Math.round(figures.bytesReceived / (seconds || 1)))}/s received`,
  ];
  if (figures.unsent > 0)
    lines.push(
      `${number(figures.unsent)} requests of the schedule were never sent: no connection was free. The latencies below do not have them.`,
    );
  if (figures.unanswered > 0)
    lines.push(`${number(figures.unanswered)} requests had no answer yet at the end`);
  if (figures.starved > 0)
    lines.push(
      `${number(figures.starved)} of ${number(plan.connections)} connections got no answer at all`,
    );
  if (figures.reopened > 0 && !plan.isReconnecting)
    lines.push(`${number(figures.reopened)} connections were opened again`);
  return lines;
}

const COLUMNS = ['p50', 'p75', 'p90', 'p95', 'p99', 'p99.9', 'max', 'mean'];

const timesRow = (name: string, times: Times): string[] => [
  name,
  ...[times.p50Ms, times.p75Ms, times.p90Ms, times.p95Ms].map(timeIn(times)),
  ...[times.p99Ms, times.p999Ms, times.maxMs, times.meanMs].map(timeIn(times)),
];

function timesTable({ latency, service, connect, lag }: Figures): string {
  const rows = [
    timesRow(service === null ? 'latency' : 'latency, from the intended time', latency),
  ];
  if (service !== null) rows.push(timesRow('service time, from the send', service));
  if (lag !== null) rows.push(timesRow('send lag of the generator', lag));
  rows.push(timesRow('connecting', connect));
  return table(['', ...COLUMNS], rows);
}

const generatorLines = ({ threads }: Figures): string[] => [
  `generator: ${threads.map(costOf).join('; ')}`,
];

function costOf({ busy, spinning }: ThreadCost, index: number): string {
  const spun = spinning < 0.005 ? '' : `, of it ${percent(spinning)} waiting actively`;
  return `thread ${index + 1} used ${percent(busy)} of a core${spun}`;
}

function errorLines({ errors, errorCount, wrongAnswer }: Figures, paint: Paint): string[] {
  if (errorCount === 0) return ['errors: none'];
  const kinds = Object.entries(errors).sort(([, one], [, other]) => other - one);
  const told = kinds.map(([kind, count]) => `${number(count)} ${kind}`).join(', ');
  const first = wrongAnswer === null ? [] : [wrongAnswerLine(wrongAnswer)];
  return [paint('red', `errors: ${told}`), ...first];
}

function verdictLines(figures: Figures, conditions: readonly Condition[], paint: Paint): string[] {
  const lines: string[] = [];
  if (!keptUp(figures) && figures.intendedRate !== null && figures.errorCount === 0)
    lines.push(paint('yellow', 'the server did not keep up with the schedule'));
  const limits = generatorLimits(figures);
  if (limits.length > 0)
    lines.push(paint('yellow', `the generator was the limit: ${limits.join('; ')}`));
  for (const { text } of metConditions(conditions, figures))
    lines.push(paint('red', `--fail-if ${text}: it is so`));
  return lines;
}

const plural = (count: number, what: string): string =>
  `${number(count)} ${what}${count === 1 ? '' : 's'}`;
