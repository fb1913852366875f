import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { HANG_MS } from '../../../../vitest.base.mjs';

const fixture = fileURLToPath(
  new URL('../fixtures/async-without-descriptors.mjs', import.meta.url),
);

it.each(['selector', 'watch'])(
  'operations of a process without descriptors for the wait fail and lose nothing: %s driver',
  (driver) => {
    const limited = 'ulimit -n 64; exec "$0" "$1" "$2"';
    const { stdout } = spawnSync('sh', ['-c', limited, process.execPath, fixture, driver], {
      encoding: 'utf8',
      timeout: HANG_MS,
      killSignal: 'SIGKILL',
    });
    expect(stdout.trim().split('\n')).toEqual([
      'EMFILE',
      'recv EMFILE',
      'MSG_WAITALL EMFILE',
      'send EMFILE after true',
      'sendmsg EMFILE after true',
      'datagrams true',
      'as many true',
      'kept ab',
      'again',
    ]);
  },
);
