import { Header } from './parts/header.js';
import { Results } from './parts/results/results.js';
import { SavedRuns } from './parts/saved/saved-runs.js';
import { SetUp } from './parts/set-up/set-up.js';
import { infoFailure } from './state/lab.js';
import { texts } from './texts/texts.js';

export function App() {
  return (
    <>
      <a class="skip" href="#results" onClick={skipToResults}>
        {texts.value.skip}
      </a>
      <Header />
      <main>
        {infoFailure.value !== null && (
          <p class="notice bad" role="alert">
            {texts.value.noLab(infoFailure.value)}
          </p>
        )}
        <SetUp />
        <Results />
        <SavedRuns />
      </main>
    </>
  );
}

/** The address holds the set-up, so the link only moves the focus. */
function skipToResults(event: Event): void {
  event.preventDefault();
  document.querySelector<HTMLElement>('#results')?.focus();
}
