// The document's sections in its order: their titles, what each says, and the commands that show it.

export interface Section {
  readonly number: string;
  /** The document's own title. */
  readonly chinese: string;
  readonly english: string;
  /** What it is about, and what is to be seen; each fits on a line of 80 columns with its indent. */
  readonly lines: readonly [string, string];
  /** Commands of this program, without its name. */
  readonly commands: readonly string[];
}

export const sections: readonly Section[] = [
  {
    number: '4.6.1',
    chinese: '背景概念',
    english: 'Background',
    lines: [
      'A title without a text. The background is what a socket is for its program:',
      'a server that answers, and a client that asks it at a prompt.',
    ],
    commands: ['multiplexing', 'client'],
  },
  {
    number: '4.6.2',
    chinese: 'IO模型概念',
    english: 'What an I/O model is: the phases of a read',
    lines: [
      'A read waits for data, and copies it; the kernel also has to wake the thread.',
      'Measured for every model, with the system calls that a request takes.',
    ],
    commands: ['phases', 'syscalls'],
  },
  {
    number: '4.6.2',
    chinese: 'IO模型分类',
    english: 'The models side by side',
    lines: [
      'Every model with the same clients: who waits for whom, and what it costs;',
      'and which claims of the document hold on this machine.',
    ],
    commands: ['walkthrough', 'claims'],
  },
  {
    number: '4.6.2.1',
    chinese: '阻塞IO',
    english: 'Blocking I/O, and threads, processes and pools',
    lines: [
      'Both phases block the thread, so that one client blocks all others.',
      'Threads and processes free them; a pool bounds the cost, then clients wait.',
    ],
    commands: [
      'blocking',
      'blocking --threads',
      'blocking --processes',
      'blocking --pool 2',
      'blocking --no-reuse-address',
    ],
  },
  {
    number: '4.6.2.2',
    chinese: '非阻塞IO',
    english: 'Non-blocking I/O and polling',
    lines: [
      'setblocking(False): an error where a call would wait, and the program polls.',
      'One thread serves all, and burns a core; late if it has to share that core.',
    ],
    commands: ['nonblocking'],
  },
  {
    number: '4.6.2.3',
    chinese: '多路复用IO',
    english: 'I/O multiplexing: select, poll, epoll, selectors',
    lines: [
      "One thread sleeps until any of its sockets is ready: the document's server.",
      'It counts two calls instead of one, for many clients; its own asks with >>: .',
    ],
    commands: ['multiplexing', 'multiplexing --selector select', 'client'],
  },
  {
    number: '4.6.2.4',
    chinese: '异步IO',
    english: 'Asynchronous I/O',
    lines: [
      'A read returns at once, the kernel copies, then it tells: by an eventfd here.',
      'Over io_uring, and over epoll, where the copy comes after the notification.',
    ],
    commands: ['async', 'async --driver uring'],
  },
  {
    number: '4.6.3',
    chinese: 'socketserver 模块',
    english: 'The module socketserver',
    lines: [
      'One handler under any class, in turn, on threads, in processes or in pools.',
      'The examples of ports 9999, 8766 and 8009; handle_request(); BaseServer.',
    ],
    commands: [
      'socketserver',
      'socketserver --server ThreadingTCPServer',
      'socketserver --server ForkingTCPServer',
      'socketserver --once',
      'socketserver --server BaseServer',
    ],
  },
];
