import { CLAIM_IDS } from '../../../../src/claims/claim-ids.js';
import { chooseClaim, claim } from '../../state/set-up.js';
import { claimTexts, texts } from '../../texts/texts.js';

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

function ClaimText() {
  const { says, look, limit, own } = texts.value.setUp;
  if (claim.value === null) return <p class="own">{own}</p>;
  const text = claimTexts.value[claim.value];
  return (
    <dl class="claim-text" aria-live="polite">
      <dt>{says}</dt>
      <dd>
        <q>{text.claim}</q>
      </dd>
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
