// The names of the classes of @fdset/socketserver, and the properties that follow from a name. This file does not import the
// package, so that --help need not load it.

/** The prefix of a transport in the name of a class; sequential servers have none. */
export const STRATEGIES = ['', 'Threading', 'Forking', 'ThreadPool', 'ProcessPool'] as const;
export const TRANSPORTS = [
  'TCPServer',
  'UDPServer',
  'UnixStreamServer',
  'UnixDatagramServer',
] as const;

export const isUnix = (name: string): boolean => name.includes('Unix');
export const isDatagram = (name: string): boolean => /UDP|Datagram/.test(name);
export const isForking = (name: string): boolean => name.startsWith('Forking');

/** The document's port for a class: 8766 threading, 8009 forking, else 9999. */
export const documentPort = (name: string): number =>
  name.startsWith('Threading') ? 8766 : isForking(name) ? 8009 : 9999;
