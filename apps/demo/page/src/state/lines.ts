import { computed } from '@preact/signals-core';
import { linesOf } from '../run/lines.js';
import type { Line } from '../run/lines.js';
import { texts } from '../texts/texts.js';
import { compared, shown } from './runs.js';

export const lines = computed(() => linesOf(shown.value, compared.value));

export function labelOf({ model, of }: Pick<Line, 'model' | 'of'>): string {
  const name = texts.value.models[model];
  return of === null ? name : `${of}: ${name}`;
}
