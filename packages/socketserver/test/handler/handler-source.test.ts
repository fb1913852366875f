import {
  BaseRequestHandler,
  ProcessPoolTCPServer,
  TCPServer,
  ThreadingMixIn,
  ThreadingTCPServer,
} from '@fdset/socketserver';
import type { HandlerLike, SourcedHandler } from '@fdset/socketserver';
import type { Socket } from '@fdset/socket';
import { describe, expect, it } from 'vitest';
import { anyPort, thrownBy } from '../support/servers.js';
import { openedFromNow } from '../../../../scripts/test/opened-from-now.mjs';

const hard = new URL('../fixtures/hard-handlers.mjs', import.meta.url);
const upper = {
  module: new URL('../fixtures/handlers.mjs', import.meta.url),
  name: 'UpperHandler',
};

describe('the source of a handler', () => {
  const make = (handler: unknown) =>
    new ThreadingTCPServer(anyPort, handler as SourcedHandler<HandlerLike<Socket>>);

  it('is checked at once where it can be, and says what to write', async () => {
    const opened = openedFromNow();
    const { Inheriting, NoSource } = (await import(hard.href)) as Record<string, unknown>;
    const local = class Local extends BaseRequestHandler {
      override handle() {}
    };
    for (const [handler, message] of [
      [
        NoSource,
        /NoSource runs elsewhere, but has no source: in a module of its own, .*, write in it\n +static source = \{ module: import.meta.url, name: 'NoSource' \};\n\(with name: 'default' if the class is its default export\)/,
      ],
      [local, /Local runs elsewhere/],
      [Inheriting, /only inherits its source/],
      [
        { module: '/upper.js', name: 'X' },
        /must be a URL, not a path: write pathToFileURL\('\/upper/,
      ],
      [{ module: './upper.js', name: 'X' }, /pathToFileURL\(require.resolve\('\.\/upper\.js'\)\)/],
      [
        { module: new URL(`file://${process.argv[1] ?? ''}`), name: 'X' },
        /which is the program itself/,
      ],
    ] as const) {
      const error = thrownBy(() => make(handler));
      expect(error).toMatchObject({ name: 'TypeError', code: 'ERR_FDSET_HANDLER_SOURCE' });
      expect((error as Error).message).toMatch(message);
    }
    expect(opened()).toEqual([]);
  });

  it.each([
    [
      'a wrong name',
      { module: hard, name: 'Missing' },
      /exports no class 'Missing'; it exports .*HardHandler/,
    ],
    [
      'a default export by the name of its class',
      {
        module: new URL('../fixtures/default-handler.mjs', import.meta.url),
        name: 'DefaultHandler',
      },
      /exports default: .* write\n +static source = \{ module: import.meta.url, name: 'default' \};\nor .* \{ module, name: 'default' \}/,
    ],
    ['no class', { module: hard, name: 'notAClass' }, /exports no class 'notAClass'/],
    [
      'a module that throws',
      { module: new URL('../fixtures/throwing-module.mjs', import.meta.url), name: 'X' },
      /the module itself throws/,
    ],
    [
      'a missing module',
      { module: new URL('../fixtures/missing.mjs', import.meta.url), name: 'X' },
      /there is no file .*missing\.mjs, which should be the module of X/,
    ],
    [
      'a module that lacks one of its own',
      { module: new URL('../fixtures/lacking-module.mjs', import.meta.url), name: 'X' },
      /could not be imported \(Cannot find module .*missing\.mjs/,
    ],
  ])('%s is told when serving begins', async (_, handler, message) => {
    const server = make(handler);
    const error: unknown = await server.serveForever().catch((reason: unknown) => reason);
    expect(error).toMatchObject({ name: 'TypeError', code: 'ERR_FDSET_HANDLER_SOURCE' });
    expect((error as Error).message).toMatch(message);
    await server.serverClose();
  });

  it.each([ThreadingTCPServer, ProcessPoolTCPServer])(
    '%o: a module that waits for ever at its top level is told',
    async (Class) => {
      const module = new URL('data:text/javascript,await new Promise(() => {})');
      const server = new Class(anyPort, { module, name: 'X' });
      const error: unknown = await server.serveForever().catch((reason: unknown) => reason);
      expect(error).toMatchObject({ name: 'TypeError', code: 'ERR_FDSET_HANDLER_SOURCE' });
      expect((error as Error).message).toMatch(/is never loaded: .* awaits at its top level/);
      await server.serverClose();
    },
  );

  it('a module that freezes what is global is loaded', async () => {
    const module = new URL('../fixtures/freezing-module.mjs', import.meta.url);
    const server = make({ module, name: 'FrozenHandler' });
    const served = server.serveForever();
    await server.ready;
    await server.serverClose();
    await served;
  });

  it('hooks that would have to run on the thread are refused', () => {
    class Own extends ThreadingMixIn(TCPServer) {
      override finishRequest(): void {}
    }
    expect(thrownBy(() => new Own(anyPort, upper))).toMatchObject({
      code: 'ERR_FDSET_UNSUPPORTED',
    });
  });
});
