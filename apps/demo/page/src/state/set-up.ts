// The configuration in the form, which is also the one in the address.
import { computed, effect, signal } from '@preact/signals-core';
import type { ClaimId } from '../../../src/claims/claim-ids.js';
import type { RunConfig } from '../../../src/lab/protocol/run-config.js';
import { readHash, writeHash } from '../config/config-hash.js';
import { claimOf, presetOf } from '../config/presets.js';

const linked = readHash(location.hash);

export const config = signal<RunConfig>(linked.config);
const chosenClaim = signal<ClaimId | null>(linked.claim);

/** The claim that the configuration is the preset of; a field that was changed makes it a set-up of one's own. */
export const claim = computed(() => claimOf(config.value, chosenClaim.value));

export function chooseClaim(chosen: ClaimId): void {
  chosenClaim.value = chosen;
  config.value = { ...presetOf(chosen), seconds: config.value.seconds };
}

export function change(changes: Partial<RunConfig>): void {
  config.value = { ...config.value, ...changes };
}

effect(() => {
  const hash = writeHash({ config: config.value, claim: claim.value });
  if (hash !== location.hash) history.replaceState(null, '', hash);
});

window.addEventListener('hashchange', () => {
  const { config: asked, claim: preferred } = readHash(location.hash);
  chosenClaim.value = preferred;
  config.value = asked;
});
