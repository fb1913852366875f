// The names of the classes of @fdset/socketserver, and what follows from a name. Without the package itself, so
// that --help need not load it.

/** What comes before a transport in a class's name; the sequential servers have nothing there. */
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
