import { compared, shown } from '../../state/runs.js';
import { texts } from '../../texts/texts.js';
import { Latency } from '../latency/latency.js';
import { OverTime } from '../over-time/over-time.js';
import { Read } from '../read/read.js';
import { CompareTable } from './compare-table.js';
import { ModelCard } from './model-card.js';
import { RunBar } from './run-bar.js';

export function Results() {
  const run = shown.value;
  return (
    <section id="results" tabIndex={-1} aria-labelledby="results-title">
      <h2 id="results-title">{texts.value.results.title}</h2>
      {run === null ? (
        <p class="empty">{texts.value.results.empty}</p>
      ) : (
        <>
          <RunBar run={run} />
          <div class="cards">
            {run.models.map((one, slot) => (
              <ModelCard key={one.model} one={one} slot={slot} />
            ))}
          </div>
          {compared.value !== null && <CompareTable a={run} b={compared.value} />}
          <Read />
          <OverTime />
          <Latency />
        </>
      )}
    </section>
  );
}
