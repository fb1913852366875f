import { expect, it } from 'vitest';
import { checkOptionNames } from '@fdset/posix';
import { thrownBy } from './helpers/thrown-by.js';

const known = ['maxThreads', 'timeoutMs', 'family'];
const refused = (options: object) => thrownBy(() => checkOptionNames(options, known, 'Server'));

it('an option that nobody reads is refused with the nearest that there is', () => {
  for (const [name, near] of [
    ['maxTreads', 'maxThreads'],
    ['maxthreads', 'maxThreads'],
    ['timeout', 'timeoutMs'],
    ['famliy', 'family'],
  ] as const)
    expect(refused({ [name]: 1 })).toMatchObject({
      name: 'TypeError',
      code: 'ERR_FDSET_UNKNOWN_OPTION',
      message: `Server has no option '${name}': did you mean '${near}'?`,
    });
});

it('an option that resembles none is refused with all that there are', () => {
  expect(refused({ colour: 'red' })).toMatchObject({
    message: "Server has no option 'colour': it has maxThreads, timeoutMs, family",
  });
  expect(thrownBy(() => checkOptionNames({ a: 1 }, [], 'It'))).toMatchObject({
    message: "It has no option 'a': it has none",
  });
});

it('what is undefined, inherited or a symbol is no option', () => {
  const options = Object.create({ inherited: 1 }) as object;
  Object.assign(options, { family: 2, colour: undefined, [Symbol('note')]: 1 });
  expect(() => checkOptionNames(options, known, 'Server')).not.toThrow();
  expect(() => checkOptionNames(undefined, known, 'Server')).not.toThrow();
});

it('what is no object has no options', () => {
  for (const options of [null, 5, 'maxThreads'])
    expect(refused(options as never)).toMatchObject({ code: 'ERR_FDSET_INVALID_ARG_TYPE' });
});
