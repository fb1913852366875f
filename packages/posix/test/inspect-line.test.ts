import { inspect } from 'node:util';
import { afterEach, expect, it } from 'vitest';
import {
  BusyPoll,
  HandOver,
  WATCH_READABLE,
  WATCH_WRITABLE,
  Watcher,
  classNameOf,
  close,
  inspectLine,
  pipe,
} from '../src/index.js';
import type { InspectArguments } from '../src/index.js';

const opened: number[] = [];
const ownedPipe = (): [number, number] => {
  const ends = pipe();
  opened.push(...ends);
  return ends;
};
afterEach(() => {
  for (const fd of opened.splice(0)) close(fd);
});

const line = (...parts: string[]) => ({
  [inspect.custom]: (...given: InspectArguments) => inspectLine('Thing', () => parts, ...given),
});

it('a line has a name and its parts, and is only the name below the depth asked for', () => {
  expect(inspectLine('Thing', () => ['open', 'fd=3'])).toBe('Thing { open fd=3 }');
  expect(inspect(line('open', 'fd=3'))).toBe('Thing { open fd=3 }');
  expect(inspect({ a: { b: { c: line('open') } } })).toContain('[Thing]');
  expect(inspect({ a: { b: { c: line('open') } } }, { depth: null })).toContain('Thing { open }');
  expect(inspect({ a: line('open') }, { depth: 0 })).toBe('{ a: [Thing] }');
});

it('a line has the colours of words, numbers and strings', () => {
  const colored = inspect(line('open', 'fd=3', 'at=::1'), { colors: true });
  const { special, number, string } = inspect.styles;
  const paint = (text: string, style: string): string => {
    const [on, off] = inspect.colors[style] as [number, number];
    return `\u001b[${on}m${text}\u001b[${off}m`;
  };
  expect(colored).toBe(
    `Thing { ${paint('open', special)} fd=${paint('3', number)} at=${paint('::1', string)} }`,
  );
});

it('a line stays one whatever is in it, and does not throw', () => {
  expect(inspectLine('Thing', () => ['at=/tmp/a\nb\u001b[31m'])).toBe(
    'Thing { at=/tmp/a\\nb\\u001b[31m }',
  );
  // U+009B, too, begins a control sequence of a terminal.
  expect(inspectLine('Thing', () => ['at=/tmp/\u009b31m\u007f'])).toBe(
    'Thing { at=/tmp/\\u009b31m\\u007f }',
  );
  const fails = (): never => {
    throw new Error('no');
  };
  expect(inspectLine('Thing', fails)).toBe('Thing {}');
  expect(classNameOf({ constructor: { name: 5 } }, 'Usual')).toBe('Usual');
  expect(classNameOf(new Map(), 'Usual')).toBe('Map');
});

it('inspect of a Watcher tells what it watches, for what, and whether it does', () => {
  const [fd] = ownedPipe();
  const watcher = new Watcher(fd, () => {});
  expect(inspect(watcher)).toBe(`Watcher { stopped fd=${fd} }`);
  watcher.start(WATCH_READABLE | WATCH_WRITABLE);
  const both = 'events=WATCH_READABLE|WATCH_WRITABLE';
  expect(inspect(watcher)).toBe(`Watcher { active ${both} fd=${fd} }`);
  expect(String(watcher.unref())).toBe(`Watcher { active ${both} fd=${fd} unref }`);
  watcher.stop();
  expect(String(watcher.ref())).toBe(`Watcher { stopped fd=${fd} }`);
  watcher.close();
  expect(inspect(watcher)).toBe('Watcher { closed }');
});

it('inspect of a Watcher that an error has stopped says that it is', async () => {
  const [fd, other] = pipe();
  const told = await new Promise<[number, string]>((resolve) => {
    const watcher: Watcher = new Watcher(fd, (status) => {
      setImmediate(() => {
        resolve([status, inspect(watcher)]);
        watcher.close();
      });
    });
    watcher.start();
    close(fd);
  });
  close(other);
  expect(told[0]).toBeLessThan(0);
  expect(told[1]).toBe(`Watcher { stopped fd=${fd} }`);
});

it('inspect of a BusyPoll and of a HandOver shows counts and state, and no memory', () => {
  expect(inspect(new BusyPoll(50))).toBe('BusyPoll { boundUs=50 spins=0 hits=0 spunMs=0 }');
  expect(String(new BusyPoll(50))).toBe(inspect(new BusyPoll(50)));
  const handOver = new HandOver(new Int32Array(new SharedArrayBuffer(4)), 0, [1]);
  expect(inspect(handOver)).toMatch(/^HandOver \{ (idle|watching) \}$/);
  handOver.close();
  expect(String(handOver)).toBe('HandOver { idle }');
});

it.each([Watcher, BusyPoll, HandOver])('the prototype of %o can be shown as well', (Class) => {
  expect(inspect(Object.create(Class.prototype) as object)).toMatch(
    new RegExp(`^${Class.name} \\{`),
  );
  expect(String(Class.prototype)).toContain(Class.name);
});
