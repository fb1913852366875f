// What a handler sees of its server on a thread or in a process. Who asks it for more, such as its shutdown(), is told
// that the server is elsewhere: "is not a function" does not say so.
import { isMainThread } from 'node:worker_threads';
import { argTypeError } from '@fdset/posix';
import type { HandlerServer } from '../handler/request-handlers.js';

/** A server as it is described to its workers. */
export interface ServerDescription extends HandlerServer {
  /** What else it has, by name: what a handler may try to use. */
  readonly methods: readonly string[];
  readonly properties: readonly string[];
}

const prototypesOf = (object: object): object[] => {
  const chain: object[] = [];
  for (let at = object; at !== Object.prototype && at !== null; at = Object.getPrototypeOf(at))
    chain.push(at);
  return chain;
};

/** Describes a server of whatever class: what a subclass adds is missed elsewhere as well. */
export const describeServer = (server: HandlerServer): ServerDescription => {
  const methods = new Set<string>();
  const properties = new Set<string>();
  for (const object of prototypesOf(server)) {
    for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(object)))
      (typeof value === 'function' ? methods : properties).add(name);
  }
  const { serverAddress, context } = server;
  return { serverAddress, context, methods: [...methods], properties: [...properties] };
};

const NOT_MISSED = new Set(['constructor', 'serverAddress', 'context', 'toString']);

/** The server's place in a worker: its address and context. What else it has throws when it is used. */
export const standInFor = (described: ServerDescription): HandlerServer => {
  const { serverAddress, context, methods, properties } = described;
  const missed: object = {};
  for (const name of properties) if (!NOT_MISSED.has(name)) missProperty(missed, name);
  for (const name of methods) if (!NOT_MISSED.has(name)) missMethod(missed, name);
  return Object.assign(Object.create(missed) as object, { serverAddress, context });
};

// A handler may keep something of its own by any name.
const missProperty = (of: object, name: string): void => {
  Object.defineProperty(of, name, {
    get: () => refuse(name),
    set(this: object, value: unknown) {
      Object.defineProperty(this, name, { value, writable: true, configurable: true });
    },
    configurable: true,
  });
};

const missMethod = (of: object, name: string): void => {
  const value = (): never => refuse(`${name}()`);
  Object.defineProperty(of, name, { value, writable: true, configurable: true });
};

const refuse = (what: string): never => {
  const where = isMainThread ? 'in a process of its own' : 'on a thread of its own';
  throw argTypeError(
    `this.server.${what} cannot be used here: the handler runs ${where}, where of the server there are only ` +
      'serverAddress and context. Use it in the program that has the server, which a handler cannot end',
    'ERR_FDSET_UNSUPPORTED',
  );
};
