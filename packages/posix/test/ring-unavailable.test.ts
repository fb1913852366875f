import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { needs, needsThat } from '../../../scripts/test/needs.mjs';
import { canMakeRing } from './helpers/can-make-ring.js';

const fixture = (name: string): string =>
  fileURLToPath(new URL(`fixtures/${name}`, import.meta.url));

/** The error of a new ring under each of these refusals, which are the kernel's own. */
function refusals(...ways: string[]): unknown[] {
  const command = [process.execPath, fixture('refused-ring.mjs')];
  const args = [fixture('refuse_rings.py'), ways.join(','), ...command];
  const output = execFileSync('python3', args, { encoding: 'utf8' });
  return output
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);
}

const typed = { isTyped: true, name: 'RingUnavailableError' };

describe(
  'a system that refuses rings',
  { ...needs('python3'), ...needsThat(canMakeRing(), 'needs io_uring') },
  () => {
    it('gets an error that names the call, the cause and the remedy', () => {
      const [eperm, enosys, einval, nofile] = refusals('eperm', 'enosys', 'einval', 'nofile');
      expect(eperm).toMatchObject({
        ...typed,
        code: 'EPERM',
        syscall: 'io_uring_setup',
        reason: 'seccomp',
      });
      expect(eperm).toMatchObject({ message: expect.stringContaining('allow io_uring_setup') });
      expect(enosys).toMatchObject({ ...typed, code: 'ENOSYS', reason: 'missing' });
      expect(einval).toMatchObject({ ...typed, code: 'EINVAL', reason: 'old' });
      expect(einval).toMatchObject({ message: expect.stringContaining('Linux 6.1') });
      const exhausted = { ...typed, code: 'EMFILE', reason: 'descriptors' };
      expect(nofile).toMatchObject({
        none: { ...exhausted, syscall: 'io_uring_setup' },
        one: { ...exhausted, syscall: 'eventfd2' },
        isOneFree: true,
      });
    });

    it(
      'names the limit for locked memory',
      needsThat(process.getuid?.() === 0, 'needs root'),
      () => {
        const [memlock] = refusals('memlock');
        if (memlock === null) return;
        expect(memlock).toMatchObject({ ...typed, code: 'ENOMEM', reason: 'memory' });
        expect(memlock).toMatchObject({
          message: expect.stringContaining('RLIMIT_MEMLOCK (0 bytes)'),
        });
      },
    );
  },
);
