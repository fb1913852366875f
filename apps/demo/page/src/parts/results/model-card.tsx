// A model of the run that is shown: its state and its key figures, in the same order for all.
import type { FigureId, Figures } from '../../run/figures.js';
import { UNIT_OF, figuresOf } from '../../run/figures.js';
import type { ModelRun } from '../../run/run-record.js';
import { isLive } from '../../state/runs.js';
import { formatted } from '../../texts/format.js';
import { texts } from '../../texts/texts.js';
import { LineMark } from '../line-mark.js';
import { CpuBar } from './cpu-bar.js';
import { Strace } from './strace.js';

const ROWS: readonly FigureId[] = [
  'p50',
  'p90',
  'p99',
  'cpu',
  'cpuUsPerAnswer',
  'callsPerAnswer',
  'eagains',
  'switches',
  'threads',
  'processes',
  'memory',
  'acceptQueue',
  'starved',
  'errors',
];

export function ModelCard({ one, slot }: { readonly one: ModelRun; readonly slot: number }) {
  const { models, state, died, pid } = texts.value;
  const figures = figuresOf(one);
  return (
    <article class={`card ${one.state}`} data-model={one.model} aria-label={models[one.model]}>
      <header>
        <h3>
          <LineMark slot={slot} of={null} />
          {models[one.model]}
        </h3>
        <p class="model-state" role="status" data-state={one.state}>
          {state[one.state]}
          {one.pid !== null && <small data-pid={one.pid}>{pid(String(one.pid))}</small>}
        </p>
        {one.why !== null && <p class="notice bad">{died(one.why)}</p>}
      </header>
      <Headline figures={figures} />
      {one.summary?.latencyMs === null && <p class="about">{texts.value.noLatency}</p>}
      <dl class="figures">
        {ROWS.map((id) => (
          <Row key={id} id={id} figures={figures} />
        ))}
      </dl>
      {!isLive.value && <Strace model={one.model} />}
    </article>
  );
}

function Headline({ figures }: { readonly figures: Figures }) {
  return (
    <p class="headline">
      <strong data-figure="perSecond">{formatted(figures.perSecond, 'perSecond')}</strong>
      <span>{texts.value.figures.perSecond}</span>
    </p>
  );
}

function Row({ id, figures }: { readonly id: FigureId; readonly figures: Figures }) {
  const { figures: names, ofBacklog } = texts.value;
  const hasRoom = id === 'acceptQueue' && figures.backlog !== null;
  const isBad = (id === 'starved' || id === 'errors') && (figures[id] ?? 0) > 0;
  return (
    <div class={isBad ? 'bad' : ''}>
      <dt>{names[id]}</dt>
      <dd data-figure={id}>
        {formatted(figures[id], UNIT_OF[id])}
        {hasRoom && <small> {ofBacklog(formatted(figures.backlog, 'count'))}</small>}
      </dd>
      {id === 'cpu' && <CpuBar user={figures.cpuUser} system={figures.cpuSystem} />}
    </div>
  );
}
