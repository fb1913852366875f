// `pnpm check:docs` checks that the generated files follow from constants.mjs.
import * as posix from '@fdset/posix';
import * as entry from '@fdset/posix/constants';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { needs } from '../../../scripts/test/needs.mjs';

const native = fileURLToPath(new URL('../native/', import.meta.url));
const headers = readFileSync(`${native}constants.c`, 'utf8').split('#include "addon.h"')[0];

/** The compiler's errors and warnings about the C text. */
const complaintsAbout = (text: string, ...flags: string[]): string => {
  const options = ['-std=c11', '-x', 'c', '-fsyntax-only', '-I', native, ...flags, '-'];
  return spawnSync('cc', options, { input: text, encoding: 'utf8' }).stderr;
};

const numbers = Object.entries({ ...entry.constants, ...entry.errnoNumbers });

describe('constants', () => {
  it('each name is an export with its number, of both entries', () => {
    for (const [name, number] of Object.entries(entry.constants))
      expect([name, Reflect.get(entry, name), Reflect.get(posix, name)]).toEqual([
        name,
        number,
        number,
      ]);
    expect(posix.constants).toBe(entry.constants);
    expect(posix.errnoNumbers).toBe(entry.errnoNumbers);
  });

  it('each number is that of the headers', needs('cc'), () => {
    const asserted = numbers.map(
      ([name, number]) =>
        `#if defined(${name}) || ${number} != -1\n` +
        `_Static_assert((long long)${name} == ${number}LL, "${name}");\n#endif\n`,
    );
    const text = `${headers}\n#include "compat.h"\n${asserted.join('')}`;
    expect(complaintsAbout(text, '-D_GNU_SOURCE', '-D__APPLE_USE_RFC_3542')).toBe('');
  });

  it('the table compiles with -1 for each name where the headers have none', needs('cc'), () => {
    const constant = 'typedef struct { const char *name; long long value; } Constant;';
    const absent = numbers.map(([name]) => `_Static_assert(${name} == -1, "${name}");\n`);
    const text = `${constant}\n#include "constant-table.h"\n${absent.join('')}`;
    expect(complaintsAbout(text, '-U__linux__')).toBe('');
  });
});
