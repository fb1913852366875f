// Two runs, figure by figure. Models that only one of them has stand alone.
import type { ModelId, RunConfig } from '../../../../src/lab/protocol/run-config.js';
import type { FigureId } from '../../run/figures.js';
import { FIGURE_IDS, UNIT_OF, figuresOf } from '../../run/figures.js';
import type { RunRecord } from '../../run/run-record.js';
import { compared } from '../../state/runs.js';
import { dateTime, formatted, number } from '../../texts/format.js';
import { texts } from '../../texts/texts.js';

interface CompareTableProps {
  readonly a: RunRecord;
  readonly b: RunRecord;
  readonly isStatic?: boolean;
}

export function CompareTable({ a, b, isStatic = false }: CompareTableProps) {
  const { compare } = texts.value;
  const models = [...new Set([...a.config.models, ...b.config.models])];
  return (
    <section class="compare" aria-labelledby="compare-title">
      <div class="plots-head">
        <h3 id="compare-title">{compare.title}</h3>
        {!isStatic && (
          <button type="button" onClick={() => (compared.value = null)}>
            {compare.end}
          </button>
        )}
      </div>
      <p class="about">
        <b>A</b> {a.name || dateTime(a.startedAt)} · <b>B</b> {b.name || dateTime(b.startedAt)}
      </p>
      <p class="about">{`${differences(a.config, b.config)} ${compare.about}`}</p>
      <div class="scroll" tabIndex={0} role="region" aria-label={compare.title}>
        <table>
          <CompareHead />
          {models.map((model) => (
            <ModelRows key={model} model={model} a={a} b={b} />
          ))}
        </table>
      </div>
    </section>
  );
}

function CompareHead() {
  const { compare } = texts.value;
  return (
    <thead>
      <tr>
        {[compare.figure, 'A', 'B', compare.ratio].map((text) => (
          <th key={text} scope="col">
            {text}
          </th>
        ))}
      </tr>
    </thead>
  );
}

interface ModelRowsProps extends CompareTableProps {
  readonly model: ModelId;
}

function ModelRows({ model, a, b }: ModelRowsProps) {
  const of = (run: RunRecord) => {
    const found = run.models.find((one) => one.model === model);
    return found === undefined ? null : figuresOf(found);
  };
  const [inA, inB] = [of(a), of(b)];
  const rows = FIGURE_IDS.filter(
    (id) => (inA?.[id] ?? null) !== null || (inB?.[id] ?? null) !== null,
  );
  return (
    <tbody>
      <tr>
        <th scope="rowgroup" colSpan={4}>
          {texts.value.models[model]}
        </th>
      </tr>
      {rows.map((id) => (
        <CompareRow key={id} id={id} inA={inA?.[id] ?? null} inB={inB?.[id] ?? null} />
      ))}
    </tbody>
  );
}

interface CompareRowProps {
  readonly id: FigureId;
  readonly inA: number | null;
  readonly inB: number | null;
}

function CompareRow({ id, inA, inB }: CompareRowProps) {
  const ratio = inA !== null && inB !== null && inA > 0 ? `× ${number(inB / inA)}` : '–';
  return (
    <tr>
      <th scope="row">{texts.value.figures[id]}</th>
      <td>{formatted(inA, UNIT_OF[id])}</td>
      <td>{formatted(inB, UNIT_OF[id])}</td>
      <td>{ratio}</td>
    </tr>
  );
}

function differences(a: RunConfig, b: RunConfig): string {
  const { compare } = texts.value;
  const keys = Object.keys(a) as (keyof RunConfig)[];
  const differing = keys.filter((key) => String(a[key]) !== String(b[key]));
  if (differing.length === 0) return compare.same;
  const parts = differing.map((key) => `${nameOf(key)} ${valueOf(key, a)} / ${valueOf(key, b)}`);
  return `${compare.differ}: ${parts.join('; ')}.`;
}

function nameOf(key: keyof RunConfig): string {
  const { setUp } = texts.value;
  if (key === 'models') return setUp.models;
  if (key === 'handlerCost') return setUp.handler;
  return key === 'order' ? setUp.order : setUp.fields[key];
}

function valueOf(key: keyof RunConfig, config: RunConfig): string {
  const { setUp, models } = texts.value;
  if (key === 'models') return config.models.map((one) => models[one]).join(', ');
  if (key === 'handlerCost') return setUp.costs[config.handlerCost];
  if (key === 'order') return setUp.orders[config.order];
  return `${number(config[key], 5)} ${setUp.units[key]}`.trim();
}
