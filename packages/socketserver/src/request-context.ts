// Each request has an asynchronous context of its own: what AsyncLocalStorage.enterWith leaves behind (that of a tracer, say)
// must not reach the next one. Making one and running in it takes some 0.3 us.
import { AsyncResource } from 'node:async_hooks';

// Nothing is to be told of their end, which would have to be noticed by the garbage collector.
const OPTIONS = { requireManualDestroy: true } as const;

/** The context of a request: begins as that in which it is made, and belongs to this request alone. */
export const requestContext = (): AsyncResource => new AsyncResource('FDSET_REQUEST', OPTIONS);

/** The context of a serving: that of whoever called `serveForever` or `handleRequest`. */
export const servingContext = (): AsyncResource => new AsyncResource('FDSET_SERVER', OPTIONS);
