// The number by which an addon of another release is known has to change with what the addon exports.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { addon } from '../src/addon.js';
import { ADDON_INTERFACE } from '../src/addon-interface.js';

const interfaceIn = (file: string): string => {
  const text = readFileSync(new URL(`../src/${file}`, import.meta.url), 'utf8');
  const body = /^export interface Native(?:Addon|Ring)\b.*?^\}/ms.exec(text)?.[0] ?? '';
  return body.replaceAll(/\/\*\*.*?\*\/|\/\/[^\n]*/gs, '').replaceAll(/\s+/g, ' ');
};

it('the addon has the number of the sources', () => {
  expect(addon.INTERFACE).toBe(ADDON_INTERFACE);
});

it('the number is raised, and this fingerprint with it, when functions or constants change', () => {
  const exported = [
    interfaceIn('addon.ts'),
    interfaceIn('native-ring.ts'),
    ...Object.keys(addon.constants).toSorted(),
    ...Object.keys(addon.errnoNumbers).toSorted(),
  ];
  expect(exported.slice(0, 2).every((text) => text.length > 500)).toBe(true);
  const fingerprint = createHash('sha256').update(exported.join('\n')).digest('hex').slice(0, 16);
  expect([ADDON_INTERFACE, fingerprint]).toEqual([1, 'a5185746939a5190']);
});
