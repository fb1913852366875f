// The stand-in for the server that a handler sees on a thread or in a process. A call of any other method, such as
// shutdown(), throws an error which says that the server is elsewhere, since "is not a function" would not.
import { isMainThread } from 'node:worker_threads';
import { argTypeError } from '@fdset/posix';
import type { HandlerServer } from '../handler/request-handlers.js';

/** The description of a server that its workers get. */
export interface ServerDescription extends HandlerServer {
  /** The names of the server's other members, which a handler may try to use. */
  readonly methods: readonly string[];
  readonly properties: readonly string[];
}

const prototypesOf = (object: object): object[] => {
  const chain: object[] = [];
  for (let at = object; at !== Object.prototype && at !== null; at = Object.getPrototypeOf(at))
    chain.push(at);
  return chain;
};

/** Describes a server of any class, including the members that subclasses add. */
export const describeServer = (server: HandlerServer): ServerDescription => {
  const methods = new Set<string>();
  const properties = new Set<string>();
  for (const object of prototypesOf(server)) {
    for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(object)))
      (typeof value === 'function' ? methods : properties).add(name);
  }
  const { serverAddress, context, limits, tls } = server;
  return {
    serverAddress,
    context,
    limits,
    tls,
    methods: [...methods],
    properties: [...properties],
  };
};

const ALLOWED = new Set(['constructor', 'serverAddress', 'context', 'limits', 'tls', 'toString']);

/** Makes the stand-in for a server: it has the address, the context, the limits and the options of TLS, and the use of any other member throws. */
export const standInFor = (described: ServerDescription): HandlerServer => {
  const { serverAddress, context, limits, tls, methods, properties } = described;
  const forbidden: object = {};
  for (const name of properties) if (!ALLOWED.has(name)) forbidProperty(forbidden, name);
  for (const name of methods) if (!ALLOWED.has(name)) forbidMethod(forbidden, name);
  return Object.assign(Object.create(forbidden) as object, { serverAddress, context, limits, tls });
};

// The setter lets a handler store a property of its own under any name.
const forbidProperty = (of: object, name: string): void => {
  Object.defineProperty(of, name, {
    get: () => refuse(name),
    set(this: object, value: unknown) {
      Object.defineProperty(this, name, { value, writable: true, configurable: true });
    },
    configurable: true,
  });
};

const forbidMethod = (of: object, name: string): void => {
  const value = (): never => refuse(`${name}()`);
  Object.defineProperty(of, name, { value, writable: true, configurable: true });
};

const refuse = (what: string): never => {
  const where = isMainThread ? 'in a process of its own' : 'on a thread of its own';
  throw argTypeError(
    `this.server.${what} cannot be used here: the handler runs ${where}, where the server has only ` +
      'serverAddress, context, limits and tls. Use it in the program that has the server, which a handler cannot end',
    'ERR_FDSET_UNSUPPORTED',
  );
};
