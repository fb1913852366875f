// The names of the classes of @fdset/socketserver, and the properties that follow from a name. This file does not import the
// package, so that --help need not load it.

/** The prefix of a transport in the name of a class; sequential servers have none. */
export const STRATEGIES = [
  '',
  'Threading',
  'Forking',
  'ThreadPool',
  'ProcessPool',
  'Async',
] as const;
export const TRANSPORTS = [
  'TCPServer',
  'UDPServer',
  'UnixStreamServer',
  'UnixDatagramServer',
] as const;

export const isUnix = (name: string): boolean => name.includes('Unix');
export const isDatagram = (name: string): boolean => /UDP|Datagram/.test(name);
/** Whether the handler must be asynchronous, because many requests share the thread. */
const isAsync = (name: string): boolean => name.startsWith('Async');

/** The class of handlers.ts with the document's handler for a server. */
export const documentHandler = (name: string): string =>
  `${isAsync(name) ? 'Async' : ''}Document${isDatagram(name) ? 'Datagram' : ''}Handler`;

export const isForking = (name: string): boolean => name.startsWith('Forking');

/** The document's port for a class: 8766 threading, 8009 forking, else 9999. */
export const documentPort = (name: string): number =>
  name.startsWith('Threading') ? 8766 : isForking(name) ? 8009 : 9999;
