// The type of mixins, in one place: TypeScript demands `any` of a mixin's constructor (TS2545), and the
// explicit result of each mixin is what lets declaration files be emitted (TS4094).
import type { BaseServer } from './base-server.js';
import type { DatagramRequest } from './base-request-handler.js';
import type { SourcedHandler } from './handler-source.js';
import type { Socket } from '@fdset/socket';

/** A request that can be handled elsewhere. */
export type HostedRequest = Socket | DatagramRequest;

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
