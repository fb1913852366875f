import { BOUNDS } from '../../../src/lab/protocol/run-config.js';
import { NUMBER_FIELDS } from '../config/config-hash.js';
import type { RunRecord } from '../run/run-record.js';
import { dateTime, number } from '../texts/format.js';
import { texts } from '../texts/texts.js';

export function ReportHead({ run }: { readonly run: RunRecord }) {
  const { report, machine, setUp, runState } = texts.value;
  const { config, machine: of } = run;
  const numbers = NUMBER_FIELDS.filter((field) => field in BOUNDS).map((field) =>
    `${setUp.fields[field]} ${number(config[field], 5)} ${setUp.units[field]}`.trim(),
  );
  const handler = `${setUp.cost}: ${setUp.costs[config.handlerCost]}`;
  return (
    <header>
      <h1>{run.name || report.title}</h1>
      <dl>
        <dt>{report.started}</dt>
        <dd>
          {dateTime(run.startedAt)} · {runState[run.state]}
        </dd>
        <dt>{report.machine}</dt>
        <dd>
          {of.cpu} · {machine(String(of.cores), of.kernel, of.node)}
        </dd>
        <dt>{report.setUp}</dt>
        <dd>{[...numbers, handler, setUp.orders[config.order]].join(' · ')}</dd>
      </dl>
    </header>
  );
}
