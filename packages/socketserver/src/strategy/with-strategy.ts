// Makes a class of servers with another strategy from a given class; all mixins use it.
import type { Socket } from '@fdset/socket';
import type { AsyncHandler, SourcedHandler } from '../handler/handler-source.js';
import type { DatagramRequest } from '../handler/request-handlers.js';
import type { BaseServer } from '../server/base-server.js';
import { checkKind } from './strategy.js';
import type { StrategyKind } from './strategy.js';

// The types of mixins are here because TypeScript demands `any` in a mixin's constructor (TS2545), and can emit declaration
// files only if each mixin has an explicit result type (TS4094).

/** A request that a pool can handle. */
export type PooledRequest = Socket | DatagramRequest;

/** A class of servers that a mixin may extend. */
// oxlint-disable-next-line typescript/no-explicit-any
export type ServerClass = abstract new (...args: any[]) => BaseServer<any>;

/**
 * The class that a mixin makes: its constructor takes the mixin's options in addition to the class's own. A class whose
 * constructor does not take (address, handler, options) keeps its type. A handler that runs elsewhere needs a source, and one
 * that shares its event loop an asynchronous handle().
 */
export type WithOptions<
  Base extends ServerClass,
  Added,
  RunsIn extends 'here' | 'elsewhere' | 'loop' = 'here',
> =
  ConstructorParameters<Base> extends [infer Where, infer Handler, (infer Own)?]
    ? Omit<Base, never> &
        (new (
          address: Where,
          handler: HandlerFor<Handler, RunsIn>,
          options?: NonNullable<Own> & Added,
        ) => InstanceType<Base>)
    : Base;

type HandlerFor<Handler, RunsIn> = RunsIn extends 'here'
  ? Handler
  : RunsIn extends 'loop'
    ? AsyncHandler<Handler>
    : SourcedHandler<Handler>;

/** The class that AsyncMixIn makes. */
export type OnLoop<Base extends ServerClass> = WithOptions<Base, object, 'loop'>;

/** The class that a mixin makes if handlers run on threads or in processes. */
export type Elsewhere<Base extends ServerClass, Added> = WithOptions<Base, Added, 'elsewhere'>;

/** The property that the mixins for processes add. */
// oxlint-disable-next-line typescript/no-explicit-any
export type HasChildren = abstract new (...args: any[]) => {
  /** The process ids of the children that exist now. */
  readonly activeChildren: number[];
};

/**
 * Makes a class of servers with another strategy, as mixins such as {@link ThreadingMixIn} do.
 *
 * @throws {TypeError} ERR_FDSET_INVALID_ARG_TYPE; the constructor of a server throws it for a strategy that lacks a method
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
