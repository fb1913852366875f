// The calls that are measured. Each maker makes what its call needs once, and returns `{ call, calls }`: a function and how
// many calls it makes. The sockets are Unix pairs in one process, so nothing waits and the figure is that of the call alone.
const BURST = 8;
const ENTRIES = 50;

const filled = (pair) => {
  const [a, b] = pair;
  b.send(Buffer.alloc(64, 'x'));
  return a;
};

const full = (socket) => {
  while (socket.trySend(Buffer.alloc(65_536)) > 0);
  return socket;
};

/** The label and the maker of each case. A maker gets the packages. */
export const calls = {
  'posix-try-recv': {
    label: '`tryRecv` of posix, nothing there',
    make: ({ posix, socketpair }) => {
      const fd = socketpair()[0].detach();
      const buffer = Buffer.alloc(64);
      return () => posix.tryRecv(fd, buffer, 0, 64, 0);
    },
  },
  'posix-try-send': {
    label: '`trySend` of posix, no room',
    make: ({ posix, socketpair }) => {
      const fd = full(socketpair()[0]).detach();
      const buffer = Buffer.alloc(64);
      return () => posix.trySend(fd, buffer, 0, 64, 0);
    },
  },
  'try-recv': {
    label: '`sock.tryRecv(1024)`, nothing there',
    make: ({ socketpair }) => {
      const [a] = socketpair();
      return () => a.tryRecv(1024);
    },
  },
  'try-send': {
    label: '`sock.trySend`, no room',
    make: ({ socketpair }) => {
      const a = full(socketpair()[0]);
      const buffer = Buffer.alloc(64);
      return () => a.trySend(buffer);
    },
  },
  'recv-peek': {
    label: '`sock.recv(1024)`, MSG_PEEK',
    make: ({ socketpair, MSG_PEEK }) => {
      const a = filled(socketpair());
      return () => a.recv(1024, MSG_PEEK);
    },
  },
  'recv-into-peek': {
    label: '`sock.recvInto`, MSG_PEEK',
    make: ({ socketpair, MSG_PEEK }) => {
      const a = filled(socketpair());
      const buffer = Buffer.alloc(64);
      return () => a.recvInto(buffer, 64, MSG_PEEK);
    },
  },
  'send-recv': {
    label: '`sock.send` and `sock.recv(1024)`',
    make: ({ socketpair }) => {
      const [a, b] = socketpair();
      const data = Buffer.alloc(64);
      return () => b.send(data) + a.recv(1024).length;
    },
  },
  'send-recv-into': {
    label: '`sock.send` of a part and `sock.recvInto`',
    make: ({ socketpair }) => {
      const [a, b] = socketpair();
      const buffer = Buffer.alloc(64);
      return () => b.send(buffer, 0, 0, 32) + a.recvInto(buffer);
    },
  },
  'sendall-recv-into': {
    label: '`sock.sendall` and `sock.recvInto`, both with a time-out',
    make: ({ socketpair }) => {
      const [a, b] = socketpair();
      for (const socket of [a, b]) socket.settimeout(1000);
      const buffer = Buffer.alloc(64);
      return () => {
        b.sendall(buffer);
        a.recvInto(buffer);
      };
    },
  },
  'recv-throws': {
    label: '`sock.recvInto`, non-blocking, nothing there: throws',
    make: ({ socketpair }) => {
      const [a] = socketpair();
      a.setblocking(false);
      const buffer = Buffer.alloc(64);
      return () => {
        try {
          a.recvInto(buffer);
        } catch {
          return;
        }
        throw new Error('nothing may be there');
      };
    },
  },
  'recvfrom-peek': {
    label: '`sock.recvfrom(1024)`, MSG_PEEK',
    make: ({ socketpair, AF_UNIX, SOCK_DGRAM, MSG_PEEK }) => {
      const a = filled(socketpair(AF_UNIX, SOCK_DGRAM));
      return () => a.recvfrom(1024, MSG_PEEK);
    },
  },
  'sendto-recvfrom-into': {
    label: '`sock.sendto` and `sock.recvfromInto`, UDP',
    make: ({ Socket, AF_INET, SOCK_DGRAM }) => {
      const [a, b] = [new Socket(AF_INET, SOCK_DGRAM), new Socket(AF_INET, SOCK_DGRAM)];
      a.bind({ host: '127.0.0.1', port: 0 });
      const to = a.getsockname();
      const buffer = Buffer.alloc(64);
      return () => {
        b.sendto(buffer, to);
        a.recvfromInto(buffer);
      };
    },
  },
  'sendmsg-recvmsg': {
    label: '`sock.sendmsg` and `sock.recvmsg(1024)`',
    make: ({ socketpair }) => {
      const [a, b] = socketpair();
      const data = Buffer.alloc(64);
      return () => {
        b.sendmsg(data);
        a.recvmsg(1024);
      };
    },
  },
  'sendmmsg-recvmmsg': {
    label: `\`sock.sendmmsg\` and \`sock.recvmmsg\`, ${BURST} datagrams`,
    make: ({ socketpair, AF_UNIX, SOCK_DGRAM }) => {
      const [a, b] = socketpair(AF_UNIX, SOCK_DGRAM);
      const messages = Array.from({ length: BURST }, () => ({ data: Buffer.alloc(64) }));
      return () => {
        b.sendmmsg(messages);
        a.recvmmsg(BURST, 64);
      };
    },
  },
  'connect-accept': {
    label: '`sock.connect`, `sock.accept` and both ends closed',
    make: ({ Socket, AF_UNIX }) => {
      const listener = new Socket(AF_UNIX);
      listener.bind({ path: '' });
      listener.listen();
      const to = listener.getsockname();
      return () => {
        const client = new Socket(AF_UNIX);
        client.connect(to);
        listener.accept()[0].close();
        client.close();
      };
    },
  },
  'select-entry': {
    label: `\`select()\` and \`for ... of\`, an entry (of ${ENTRIES})`,
    calls: ENTRIES,
    make: ({ socketpair, EpollSelector, EVENT_READ }) => {
      const selector = new EpollSelector();
      for (let i = 0; i < ENTRIES; i++) selector.register(filled(socketpair()), EVENT_READ);
      return () => {
        let sum = 0;
        for (const { events } of selector.select()) sum += events;
        if (sum !== ENTRIES * EVENT_READ) throw new Error('all of them must be readable');
      };
    },
  },
};
