import type { ClaimId } from '../../../src/claims/claim-ids.js';
import type { ModelId } from '../../../src/lab/protocol/run-config.js';

export type ModelTexts = Readonly<Record<ModelId, string>>;

export interface ClaimText {
  /** The claim, as short as it can be said. */
  readonly claim: string;
  /** What to look at in the preset's run. */
  readonly look: string;
  /** What this preset cannot show; absent where it shows the whole claim. */
  readonly limit?: string;
}

export type ClaimTexts = Readonly<Record<ClaimId, ClaimText>>;
