// Misuse that is hard to find without a clear error: misspelt options, closed descriptors, values without descriptor.

import { inspect } from 'node:util';
import { beforeEach, expect, it } from 'vitest';

import { EVENT_READ } from '../../src/index.js';
import type { BaseSelector } from '../../src/index.js';
import { expectThrow } from '../support/expectations.js';
import { scopePerTest } from '../support/scope.js';
import type { Backend } from './backend.js';

export function misuseContract(backend: Backend): void {
  const scope = scopePerTest();
  let selector: BaseSelector;

  beforeEach(() => {
    selector = scope.closing(backend.create());
  });

  it('refuses options that there are not, and names the nearest', () => {
    const create = (): unknown => backend.create({ busyPolUs: 5 } as object);
    expect(expectThrow(create, TypeError, 'ERR_FDSET_UNKNOWN_OPTION').message).toContain(
      "did you mean 'busyPollUs'?",
    );
    const [a] = scope.pair();
    const register = (): unknown =>
      selector.register(a, EVENT_READ, null, { egde: true } as object);
    expect(expectThrow(register, TypeError, 'ERR_FDSET_UNKNOWN_OPTION').message).toContain(
      "'edge'",
    );
    expect(selector.getMap().size).toBe(0);
    selector.register(a, EVENT_READ, null, { egde: undefined } as object);
  });

  it('S7: says which descriptor is closed', () => {
    const [a] = scope.pair();
    scope.close(a);
    const error = expectThrow(() => selector.register(a, EVENT_READ), Error, 'EBADF');
    expect(error.message).toContain(`descriptor ${a} is not open`);
  });

  it('S10: what never had a descriptor is no file object, to unregister, modify and getKey either', () => {
    for (const call of ['unregister', 'getKey'] as const)
      expectThrow(() => selector[call]({} as never), TypeError, 'ERR_FDSET_INVALID_FILE_OBJECT');
    const modify = (): unknown => selector.modify({} as never, EVENT_READ);
    expectThrow(modify, TypeError, 'ERR_FDSET_INVALID_FILE_OBJECT');
  });

  it('shows its state in a line, closed or not', () => {
    selector.register(scope.pair()[0], EVENT_READ);
    expect(inspect(selector)).toBe(`${backend.name} { open registered=1 }`);
    selector.close();
    expect(inspect(selector)).toBe(`${backend.name} { closed }`);
  });
}
