// Everything that a page may ask for, and nothing else.
import { describe, expect, it } from 'vitest';
import { checkConfig, checkModel, Refused } from '../../src/lab/check-config.js';
import {
  BOUNDS,
  HANDLER_COSTS,
  MODEL_IDS,
  RUN_ORDERS,
  STANDARD_CONFIG,
} from '../../src/lab/protocol/run-config.js';
import type { NumberField } from '../../src/lab/protocol/run-config.js';

const refusalOf = (value: unknown): string | undefined => {
  try {
    checkConfig(value);
    return undefined;
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return error.field;
  }
};

describe('a configuration', () => {
  it('is taken as it is within the bounds, and nothing is added', () => {
    expect(checkConfig(STANDARD_CONFIG)).toEqual(STANDARD_CONFIG);
    for (const models of [[...MODEL_IDS].slice(0, 4), ...MODEL_IDS.map((one) => [one])])
      expect(checkConfig({ ...STANDARD_CONFIG, models }).models).toEqual(models);
    for (const handlerCost of HANDLER_COSTS)
      expect(checkConfig({ ...STANDARD_CONFIG, handlerCost }).handlerCost).toBe(handlerCost);
    for (const order of RUN_ORDERS)
      expect(checkConfig({ ...STANDARD_CONFIG, order }).order).toBe(order);
  });

  it.each(Object.keys(BOUNDS) as NumberField[])('has %s within its bounds', (name) => {
    const { min, max } = BOUNDS[name];
    for (const good of [min, max])
      expect(checkConfig({ ...STANDARD_CONFIG, [name]: good })[name]).toBe(good);
    const wrong = [min - 1, max + 1, min + 0.5, -min - 1, NaN, Infinity, String(min), null, [min]];
    for (const value of [...wrong, undefined, true, 2 ** 53, { valueOf: () => min }])
      expect(refusalOf({ ...STANDARD_CONFIG, [name]: value })).toBe(name);
  });

  it.each([
    ['models', []],
    ['models', ['epoll', 'epoll']],
    ['models', MODEL_IDS.slice(0, 5)],
    ['models', ['kqueue']],
    ['models', ['__proto__']],
    ['models', 'epoll'],
    ['models', { length: 1, 0: 'epoll' }],
    ['handlerCost', 'rm -rf /'],
    ['handlerCost', null],
    ['order', 'sometimes'],
    ['order', ['in-turn']],
  ])('is refused with %s %j', (field, value) => {
    expect(refusalOf({ ...STANDARD_CONFIG, [field]: value })).toBe(field);
  });

  it.each([['command'], ['constructor'], ['toString']])('is refused with a field %s', (field) => {
    expect(refusalOf({ ...STANDARD_CONFIG, [field]: 1 })).toBe(field);
  });

  it('is refused with a field that is a prototype', () => {
    const text = JSON.stringify(STANDARD_CONFIG).replace('{', '{"__proto__":{"seconds":2},');
    expect(refusalOf(JSON.parse(text))).toBe('__proto__');
  });

  it.each([null, 1, 'epoll', [], [STANDARD_CONFIG], true])('is no %j', (value) => {
    expect(refusalOf(value)).toBe('');
  });

  it('that is refused with a long name is told with the beginning of it', () => {
    expect(refusalOf({ ...STANDARD_CONFIG, ['x'.repeat(4000)]: 1 })).toBe('x'.repeat(40));
  });
});

describe('a model to trace', () => {
  it('is one of the models', () => {
    for (const model of MODEL_IDS) expect(checkModel({ model })).toBe(model);
  });

  it.each([{}, { model: 'cat' }, { model: 'epoll', requests: 5 }, null])('is not %j', (value) => {
    expect(() => checkModel(value)).toThrow(Refused);
  });
});
