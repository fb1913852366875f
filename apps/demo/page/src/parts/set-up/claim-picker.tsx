import { CLAIM_IDS } from '../../../../src/claims/claim-ids.js';
import type { ClaimId } from '../../../../src/claims/claim-ids.js';
import { info } from '../../state/lab.js';
import { chooseClaim, claim } from '../../state/set-up.js';
import { claimTexts, language, texts } from '../../texts/texts.js';

export function ClaimPicker() {
  const { claim: label, ownSetUp } = texts.value.setUp;
  return (
    <div class="claim">
      <label for="claim">{label}</label>
      <select
        id="claim"
        value={claim.value ?? ''}
        onChange={({ currentTarget }) => {
          const chosen = CLAIM_IDS.find((id) => id === currentTarget.value);
          if (chosen !== undefined) chooseClaim(chosen);
        }}
      >
        <option value="" disabled={claim.value !== null}>
          {ownSetUp}
        </option>
        {CLAIM_IDS.map((id, index) => (
          <option key={id} value={id}>
            {index + 1}. {claimTexts.value[id].claim}
          </option>
        ))}
      </select>
      <ClaimText />
    </div>
  );
}

/** The document's own words; a translation beside them for who reads the page in English. */
function Words({ id }: { readonly id: ClaimId }) {
  const said = info.value?.document[id];
  if (said === undefined) return null;
  return (
    <>
      <dt>{`${texts.value.setUp.says} (${said.section})`}</dt>
      <dd lang="zh-CN">
        {said.words.map((words) => (
          <q key={words}>{words}</q>
        ))}
      </dd>
      {language.value === 'en' && <dd>{said.english}</dd>}
    </>
  );
}

function ClaimText() {
  const { look, limit, own } = texts.value.setUp;
  if (claim.value === null) return <p class="own">{own}</p>;
  const text = claimTexts.value[claim.value];
  return (
    <dl class="claim-text" aria-live="polite">
      <Words id={claim.value} />
      <dt>{look}</dt>
      <dd>{text.look}</dd>
      {text.limit !== undefined && (
        <>
          <dt>{limit}</dt>
          <dd>{text.limit}</dd>
        </>
      )}
    </dl>
  );
}
