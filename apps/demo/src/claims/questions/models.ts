// The servers that are measured: each model's own command of this demo.

export const MODELS = {
  blocking: ['blocking'],
  threads: ['blocking', '--threads'],
  'threads anew': ['blocking', '--threads', '--no-reuse'],
  processes: ['blocking', '--processes'],
  'pool of 2': ['blocking', '--pool', '2'],
  polling: ['nonblocking'],
  select: ['multiplexing', '--selector', 'select'],
  epoll: ['multiplexing', '--selector', 'epoll'],
  TCPServer: ['socketserver', '--server', 'TCPServer'],
  AsyncTCPServer: ['socketserver', '--server', 'AsyncTCPServer'],
  ThreadingTCPServer: ['socketserver', '--server', 'ThreadingTCPServer'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type ModelName = keyof typeof MODELS;
