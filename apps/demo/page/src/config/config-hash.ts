// The configuration in the address, so that a link reproduces it. What a link says wrongly is replaced by the standard.
import { CLAIM_IDS } from '../../../src/claims/claim-ids.js';
import type { ClaimId } from '../../../src/claims/claim-ids.js';
import {
  BOUNDS,
  HANDLER_COSTS,
  MODEL_IDS,
  MOST_MODELS,
  RUN_ORDERS,
  STANDARD_CONFIG,
} from '../../../src/lab/protocol/run-config.js';
import type { ModelId, NumberField, RunConfig } from '../../../src/lab/protocol/run-config.js';

export interface Linked {
  readonly config: RunConfig;
  /** The claim whose preset was chosen. */
  readonly claim: ClaimId | null;
}

export const NUMBER_FIELDS = Object.keys(BOUNDS) as NumberField[];

export function writeHash({ config, claim }: Linked): string {
  const params = new URLSearchParams({
    models: config.models.join('.'),
    ...Object.fromEntries(NUMBER_FIELDS.map((field) => [field, String(config[field])])),
    handlerCost: config.handlerCost,
    order: config.order,
    ...(claim === null ? {} : { claim }),
  });
  return `#${params.toString()}`;
}

export function readHash(hash: string): Linked {
  const params = new URLSearchParams(hash.replace(/^#/, ''));
  const numbers = NUMBER_FIELDS.map((field) => [field, numberOf(field, params.get(field))]);
  return {
    config: {
      ...STANDARD_CONFIG,
      ...(Object.fromEntries(numbers) as Record<NumberField, number>),
      models: modelsOf(params.get('models')),
      handlerCost: oneOf(HANDLER_COSTS, params.get('handlerCost')) ?? STANDARD_CONFIG.handlerCost,
      order: oneOf(RUN_ORDERS, params.get('order')) ?? STANDARD_CONFIG.order,
    },
    claim: oneOf(CLAIM_IDS, params.get('claim')) ?? null,
  };
}

export function isWithin(field: NumberField, value: number): boolean {
  const { min, max } = BOUNDS[field];
  return Number.isInteger(value) && value >= min && value <= max;
}

function numberOf(field: NumberField, text: string | null): number {
  const value = text === null || text === '' ? Number.NaN : Number(text);
  return isWithin(field, value) ? value : BOUNDS[field].standard;
}

function modelsOf(text: string | null): readonly ModelId[] {
  const asked = (text ?? '').split('.');
  const models = MODEL_IDS.filter((model) => asked.includes(model)).slice(0, MOST_MODELS);
  return models.length > 0 ? models : STANDARD_CONFIG.models;
}

function oneOf<T extends string>(values: readonly T[], text: string | null): T | undefined {
  return values.find((value) => value === text);
}
