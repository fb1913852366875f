// Programs that we did not write. A test that needs one which is missing here is skipped, visibly.
import { spawnSync } from 'node:child_process';
import { it } from 'vitest';

type ConditionalIt = ReturnType<typeof it.skipIf>;

function isInstalled(program: string): boolean {
  return spawnSync('sh', ['-c', `command -v ${program}`]).status === 0;
}

/** nc as Debian's netcat-openbsd has it: -N ends the connection's own side at the end of the input. */
function hasOpenbsdNc(): boolean {
  return (
    isInstalled('nc') && spawnSync('nc', ['-h'], { encoding: 'utf8' }).stderr.includes('OpenBSD')
  );
}

export const itWithPython: ConditionalIt = it.skipIf(!isInstalled('python3'));
export const itWithSocat: ConditionalIt = it.skipIf(!isInstalled('socat'));
export const itWithNc: ConditionalIt = it.skipIf(!hasOpenbsdNc());
