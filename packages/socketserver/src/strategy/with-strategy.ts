// What all mixins are: the same class of servers, with another strategy.
import type { Socket } from '@fdset/socket';
import type { SourcedHandler } from '../handler/handler-source.js';
import type { DatagramRequest } from '../handler/request-handlers.js';
import type { BaseServer } from '../server/base-server.js';
import { checkKind } from './strategy.js';
import type { StrategyKind } from './strategy.js';

// The type of mixins, in one place: TypeScript demands `any` of a mixin's constructor (TS2545), and the
// explicit result of each mixin is what lets declaration files be emitted (TS4094).

/** A request that can be handled elsewhere. */
export type PooledRequest = Socket | DatagramRequest;

/** A class of servers that a mixin may extend. */
// oxlint-disable-next-line typescript/no-explicit-any
export type ServerClass = abstract new (...args: any[]) => BaseServer<any>;

/**
 * What a mixin makes of a class: the same, with the mixin's options beside its own. A class whose constructor is not
 * that of a server (address, handler, options) stays as it is. Handlers that run elsewhere need a source.
 */
export type WithOptions<
  Base extends ServerClass,
  Added,
  RunsIn extends 'here' | 'elsewhere' = 'here',
> =
  ConstructorParameters<Base> extends [infer Where, infer Handler, (infer Own)?]
    ? Omit<Base, never> &
        (new (
          address: Where,
          handler: RunsIn extends 'here' ? Handler : SourcedHandler<Handler>,
          options?: NonNullable<Own> & Added,
        ) => InstanceType<Base>)
    : Base;

/** The same for handlers that run elsewhere. */
export type Elsewhere<Base extends ServerClass, Added> = WithOptions<Base, Added, 'elsewhere'>;

/** What the mixins for processes add. */
// oxlint-disable-next-line typescript/no-explicit-any
export type HasChildren = abstract new (...args: any[]) => {
  /** The process ids of the children that there are now. */
  readonly activeChildren: number[];
};

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
