// The classes of @fdset/socketserver by name, with the handlers of this demo.
import * as servers from '@fdset/socketserver';
import type { AnyServer, HandlerReference } from '@fdset/socketserver';
import type { Address } from '@fdset/socket';
import { UserError } from '../user-error.js';

/** A server that is about to serve. */
export type DemoServer = AnyServer & {
  serveForever(): Promise<void>;
  handleRequest(): Promise<void>;
};

type ServerClass = new (address: Address, handler: HandlerReference, options: object) => DemoServer;

/**
 * Makes a server of the class with this name.
 * @throws UserError for BaseServer, in the document's words and in those of the package
 */
export const makeServer = (
  name: string,
  address: Address,
  handler: string,
  options: object = {},
): DemoServer => {
  const Server = (servers as unknown as Record<string, ServerClass>)[name]!;
  const module = new URL('./socketserver-handlers.js', import.meta.url);
  try {
    return new Server(address, { module, name: handler }, options);
  } catch (error) {
    if (name !== 'BaseServer') throw error;
    throw new UserError(`BaseServer是基类,它不能实例化使用: ${(error as Error).message}`);
  }
};
