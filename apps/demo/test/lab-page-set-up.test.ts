// The form's configuration: links, presets, and where the phases of a read are drawn.
import { describe, expect, it } from 'vitest';
import { isWithin, NUMBER_FIELDS, readHash, writeHash } from '../page/src/config/config-hash.js';
import { claimOf, presetOf } from '../page/src/config/presets.js';
import { layoutReads } from '../page/src/parts/read/layout-read.js';
import { linearAxis, logAxis } from '../page/src/plots/scale.js';
import { enClaims } from '../page/src/texts/en-claims.js';
import { zhClaims } from '../page/src/texts/zh-claims.js';
import { CLAIM_IDS } from '../src/claims/claim-ids.js';
import { checkConfig } from '../src/lab/check-config.js';
import { STANDARD_CONFIG } from '../src/lab/protocol/run-config.js';
import { recordAfter } from './helpers/lab-events.js';

describe('a link', () => {
  it.each(CLAIM_IDS)('reproduces the preset of %s', (claim) => {
    const linked = { config: presetOf(claim), claim };
    expect(readHash(writeHash(linked))).toEqual(linked);
  });

  it('that says nothing, or nonsense, is the standard', () => {
    const standard = { config: STANDARD_CONFIG, claim: null };
    expect(readHash('')).toEqual(standard);
    expect(readHash('#clients=-1&seconds=1e9&models=x&order=y&claim=z&poolSize=')).toEqual(
      standard,
    );
  });
});

describe('a preset', () => {
  it.each(CLAIM_IDS)('of %s is a configuration that the server takes', (claim) => {
    const config = presetOf(claim);
    expect(checkConfig(config)).toEqual(config);
    expect(NUMBER_FIELDS.filter((field) => !isWithin(field, config[field]))).toEqual([]);
  });

  it.each(CLAIM_IDS)('is recognised as that of %s, however long it runs', (claim) => {
    expect(claimOf({ ...presetOf(claim), seconds: 2 }, claim)).toBe(claim);
    expect(claimOf({ ...presetOf(claim), clients: 199 }, claim)).toBe(null);
  });

  it.each(CLAIM_IDS)('of %s has its limit in both languages, or in none', (claim) => {
    expect(enClaims[claim].limit === undefined).toBe(zhClaims[claim].limit === undefined);
  });
});

describe('the drawing of a read', () => {
  const timeline = recordAfter().models[0]!.timeline!;

  it('shortens a wait that dwarfs the rest, and keeps everything else to scale', () => {
    const { layouts, arrivalX, pxPerUs } = layoutReads([timeline], 700, false);
    const [wait, wakeUp, copy] = layouts[0]!.phases;
    expect(wait!.isShortened).toBe(true);
    expect(wait!.width).toBeCloseTo(0.4 * 50 * pxPerUs);
    expect(wakeUp!.width).toBeCloseTo(40 * pxPerUs);
    expect(copy!.width).toBeCloseTo(10 * pxPerUs);
    expect(wakeUp!.x).toBeCloseTo(arrivalX);
    expect(copy!.x + copy!.width).toBeCloseTo(700);
  });

  it('can be all to scale', () => {
    const { layouts, pxPerUs } = layoutReads([timeline], 2050, true);
    expect(pxPerUs).toBeCloseTo(1);
    expect(layouts[0]!.phases[0]).toMatchObject({ isShortened: false, x: 0, width: 2000 });
  });

  it('draws phases that overlap below each other', () => {
    const [wait, wakeUp, copy] = timeline.phases;
    const overlapping = { ...timeline, phases: [wait!, wakeUp!, { ...copy!, startUs: 2010 }] };
    const { layouts } = layoutReads([overlapping], 700, false);
    expect(layouts[0]!.phases.map(({ lane }) => lane)).toEqual([0, 0, 1]);
    expect(layouts[0]!.lanes).toBe(2);
  });
});

describe('an axis', () => {
  it('ends at a round number above the values', () => {
    const { ticks, at } = linearAxis(873, String);
    expect(ticks.map(({ value }) => value)).toEqual([0, 200, 400, 600, 800, 1000]);
    expect(at(500)).toBe(0.5);
  });

  it('of nothing is still an axis', () => {
    expect(linearAxis(0, String).ticks.map(({ value }) => value)).toEqual([0, 1]);
  });

  it('with decades has the same room for each', () => {
    const { ticks, at } = logAxis(0.02, 90, String);
    expect(ticks.map(({ value }) => value)).toEqual([0.01, 0.1, 1, 10, 100]);
    expect(at(1)).toBeCloseTo(0.5);
  });
});
