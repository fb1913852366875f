// What all mixins are: the same class of servers, with another strategy.
import type { BaseServer } from '../base-server.js';
import type { ServerClass, WithOptions } from '../mixin.js';
import { checkKind } from './check-strategy.js';
import type { StrategyKind } from './strategy.js';

/**
 * A class of servers with another strategy: for mixins, of which {@link ThreadingMixIn} is one.
 *
 * @throws {TypeError} ERR_FDSET_INVALID_ARG_TYPE; from the constructor of a server, for a strategy that lacks a part
 *
 * Source: CPython Lib/socketserver.py, where ThreadingMixIn replaces process_request.
 */
export const withStrategy = <Base extends ServerClass, Options extends object>(
  Base: Base,
  kind: StrategyKind<Options>,
): WithOptions<Base, Options> => {
  checkKind(kind);
  abstract class WithStrategy extends Base {
    static readonly strategyKind = kind as StrategyKind;
    static readonly optionNames: readonly string[] = [
      ...(Base as unknown as typeof BaseServer).optionNames,
      ...kind.optionNames,
    ];
  }
  return WithStrategy as unknown as WithOptions<Base, Options>;
};
