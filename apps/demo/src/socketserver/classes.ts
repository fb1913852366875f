// The classes of @fdset/socketserver by name, and what the document's ports are.
import * as servers from '@fdset/socketserver';
import type { AnyServer, HandlerReference } from '@fdset/socketserver';
import type { Address } from '@fdset/socket';

/** A server that is about to serve. */
export type DemoServer = AnyServer & { serveForever(): Promise<void> };

type ServerClass = new (address: Address, handler: HandlerReference, options: object) => DemoServer;

/** Makes a server of the class with this name. */
export const makeServer = (
  name: string,
  address: Address,
  handler: string,
  options: object = {},
): DemoServer => {
  const Server = (servers as unknown as Record<string, ServerClass>)[name]!;
  const module = new URL('./socketserver-handlers.js', import.meta.url);
  return new Server(address, { module, name: handler }, options);
};

export const isUnix = (name: string): boolean => name.includes('Unix');
export const isDatagram = (name: string): boolean => /UDP|Datagram/.test(name);

/** The document's port for a class: 8766 threading, 8009 forking, else 9999. */
export const documentPort = (name: string): number =>
  name.startsWith('Threading') ? 8766 : name.startsWith('Forking') ? 8009 : 9999;
