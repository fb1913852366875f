// The one list of constants. A new one is a line here, then `npx pnpm docs:generate`, which writes the addon's
// table, the documented exports of @fdset/posix/constants and the re-exports of @fdset/socket. The numbers are
// those of the headers that native/constants.c includes where it is compiled; -1 where these lack a name.

/**
 * @typedef {object} Group
 * @property {string} title What the names have in common.
 * @property {string} page The manual page that explains them.
 * @property {boolean} [isForSockets] Whether @fdset/socket exports them too.
 * @property {boolean} [isEnumOnLinux] Whether Linux has them as enumerators without macros, which the
 * preprocessor cannot ask about: all of them exist there, and nowhere else.
 * @property {Record<string, string>} names Each name with one sentence, without its full stop.
 */

/** @type {Group[]} */
export const groups = [
  {
    title: 'Address families',
    page: 'socket(2)',
    isForSockets: true,
    names: {
      AF_UNSPEC: 'Any family, for getaddrinfo',
      AF_INET: 'IPv4',
      AF_INET6: 'IPv6',
      AF_UNIX: 'Sockets of this machine, named by a path',
    },
  },
  {
    title: 'Socket types',
    page: 'socket(2)',
    isForSockets: true,
    names: {
      SOCK_STREAM: 'A stream of bytes, as TCP',
      SOCK_DGRAM: 'Datagrams, as UDP',
      SOCK_SEQPACKET: 'A connection that keeps the boundaries of messages',
      SOCK_RAW: 'Packets of a protocol below the transport; needs CAP_NET_RAW',
      SOCK_NONBLOCK: 'Added to a type: the descriptor is non-blocking from the beginning',
      SOCK_CLOEXEC: 'Added to a type: exec closes the descriptor',
    },
  },
  {
    title: 'What shutdown ends',
    page: 'shutdown(2)',
    isForSockets: true,
    names: {
      SHUT_RD: 'No more receiving',
      SHUT_WR: 'No more sending: the peer reads the end',
      SHUT_RDWR: 'Neither receiving nor sending',
    },
  },
  {
    title: 'The queue of a listener',
    page: 'listen(2)',
    isForSockets: true,
    names: {
      SOMAXCONN: 'The longest queue of connections that the headers promise',
    },
  },
  {
    title: 'Levels of options, and protocols',
    page: 'setsockopt(2)',
    isForSockets: true,
    names: {
      SOL_SOCKET: 'The level of the SO_ options',
      IPPROTO_IP: 'The level of the IP_ options',
      IPPROTO_IPV6: 'The level of the IPV6_ options',
      IPPROTO_TCP: 'TCP, and the level of the TCP_ options',
      IPPROTO_UDP: 'UDP',
      IPPROTO_ICMP: 'ICMP, for SOCK_RAW and unprivileged pings',
      IPPROTO_ICMPV6: 'ICMPv6, for SOCK_RAW and unprivileged pings',
      SOL_UDP: 'The level of the UDP_ options',
    },
  },
  {
    title: 'Options of every socket',
    page: 'socket(7)',
    isForSockets: true,
    names: {
      SO_REUSEADDR: 'Whether bind may take an address of which only closed connections are left',
      SO_REUSEPORT: 'Whether several sockets may be bound to one address and share what comes',
      SO_KEEPALIVE: 'Whether an idle connection is probed',
      SO_LINGER: 'Whether and how long close waits for unsent bytes: struct linger',
      SO_RCVBUF: 'Size of the receive buffer in bytes; Linux doubles what is set',
      SO_SNDBUF: 'Size of the send buffer in bytes; Linux doubles what is set',
      SO_BROADCAST: 'Whether datagrams may be sent to a broadcast address',
      SO_ERROR: 'The pending error as an errno number, which reading clears',
      SO_TYPE: 'The type of the socket; read only',
      SO_DOMAIN: 'The address family of the socket; read only',
      SO_PROTOCOL: 'The protocol of the socket; read only',
      SO_ACCEPTCONN: 'Whether the socket listens; read only',
      SO_PEERCRED: 'Process, user and group of the peer of a Unix socket: struct ucred; read only',
      SO_PASSCRED: 'Whether messages of a Unix socket come with SCM_CREDENTIALS',
      SO_PASSPIDFD: 'Whether messages of a Unix socket come with SCM_PIDFD; Linux 6.5',
      SO_BINDTODEVICE: 'The name of the one network interface that the socket uses',
      SO_INCOMING_CPU: 'The processor that handled the last packet',
      SO_BUSY_POLL: 'Microseconds that a waiting receive polls the device for',
      SO_TIMESTAMPNS: 'Whether datagrams come with SCM_TIMESTAMPNS',
      SO_TIMESTAMPING: 'Which time stamps are made and told: SOF_TIMESTAMPING_ flags',
      SO_OOBINLINE: 'Whether out-of-band bytes stay in the stream',
      SO_RCVTIMEO: 'How long a receive may block: struct timeval',
      SO_SNDTIMEO: 'How long a send may block: struct timeval',
      SO_RCVLOWAT: 'Bytes that make the socket readable',
      SO_SNDLOWAT: 'Bytes of room that make the socket writable; fixed on Linux',
      SO_PRIORITY: 'The queueing priority of outgoing packets',
      SO_MARK: 'The mark of outgoing packets, for routing and filters; needs CAP_NET_ADMIN',
      SO_COOKIE: 'A number that no other socket of this boot has: 64 bits; read only',
      SO_ZEROCOPY: 'Whether MSG_ZEROCOPY is allowed',
      SO_RXQ_OVFL: 'Whether datagrams come with the count of those dropped before',
      SO_RCVBUFFORCE: 'SO_RCVBUF above the limit of the system; needs CAP_NET_ADMIN',
      SO_SNDBUFFORCE: 'SO_SNDBUF above the limit of the system; needs CAP_NET_ADMIN',
      SO_DONTROUTE: 'Whether packets go only to directly connected hosts',
      SO_MEMINFO: 'Memory that the socket uses: an array of 32-bit numbers; read only',
    },
  },
  {
    title: 'TCP options',
    page: 'tcp(7)',
    isForSockets: true,
    names: {
      TCP_NODELAY: 'Whether small segments are sent at once, without the algorithm of Nagle',
      TCP_CORK: 'Whether partial segments are held back, for 200 ms at most',
      TCP_KEEPIDLE: 'Idle seconds before the first keep-alive probe',
      TCP_KEEPINTVL: 'Seconds between keep-alive probes',
      TCP_KEEPCNT: 'Unanswered keep-alive probes that end the connection',
      TCP_USER_TIMEOUT: 'Milliseconds that sent bytes may stay unacknowledged',
      TCP_FASTOPEN: 'The longest queue of fast-open requests of a listener',
      TCP_FASTOPEN_CONNECT: 'Whether connect waits for the first send, which then carries bytes',
      TCP_DEFER_ACCEPT: 'Seconds that a connection without bytes stays out of the queue of accept',
      TCP_INFO: 'What the kernel knows of the connection: struct tcp_info; read only',
      TCP_QUICKACK: 'Whether acknowledgements go out at once, until the kernel changes its mind',
      TCP_MAXSEG: 'The largest segment in bytes',
      TCP_CONGESTION: 'The name of the congestion control algorithm',
      TCP_NOTSENT_LOWAT: 'Unsent bytes below which the socket is writable',
      TCP_LINGER2: 'Seconds that an orphaned connection stays in FIN_WAIT2',
      TCP_SYNCNT: 'How often a SYN is sent again before connect fails',
      TCP_WINDOW_CLAMP: 'The largest window that is advertised, in bytes',
    },
  },
  {
    title: 'IP options',
    page: 'ip(7)',
    isForSockets: true,
    names: {
      IP_TTL: 'Hops that a packet may make',
      IP_TOS: 'The type-of-service byte of outgoing packets',
      IP_MULTICAST_IF: 'The interface that multicast datagrams leave by',
      IP_MULTICAST_TTL: 'Hops that a multicast datagram may make',
      IP_MULTICAST_LOOP: 'Whether this machine gets its own multicast datagrams',
      IP_ADD_MEMBERSHIP: 'Joins a multicast group: struct ip_mreqn',
      IP_DROP_MEMBERSHIP: 'Leaves a multicast group: struct ip_mreqn',
      IP_PKTINFO: 'Whether datagrams come with their destination and interface',
      IP_RECVTOS: 'Whether datagrams come with their type-of-service byte',
      IP_RECVTTL: 'Whether datagrams come with the hops left to them',
      IP_FREEBIND: 'Whether bind may take an address that no interface has',
      IP_TRANSPARENT: 'Whether bind may take the address of another machine; needs CAP_NET_ADMIN',
      IP_MTU: 'The known path MTU of a connected socket; read only',
      IP_MTU_DISCOVER: 'How the path MTU is found',
      IP_RECVERR: 'Whether errors are queued for MSG_ERRQUEUE',
    },
  },
  {
    title: 'IPv6 options',
    page: 'ipv6(7)',
    isForSockets: true,
    names: {
      IPV6_V6ONLY: 'Whether the socket leaves IPv4 to others',
      IPV6_UNICAST_HOPS: 'Hops that a packet may make',
      IPV6_MULTICAST_IF: 'The index of the interface that multicast datagrams leave by',
      IPV6_MULTICAST_HOPS: 'Hops that a multicast datagram may make',
      IPV6_MULTICAST_LOOP: 'Whether this machine gets its own multicast datagrams',
      IPV6_JOIN_GROUP: 'Joins a multicast group: struct ipv6_mreq',
      IPV6_LEAVE_GROUP: 'Leaves a multicast group: struct ipv6_mreq',
      IPV6_PKTINFO: 'A control message: destination and interface of a datagram',
      IPV6_RECVPKTINFO: 'Whether datagrams come with IPV6_PKTINFO',
      IPV6_TCLASS: 'The traffic class of outgoing packets, and a control message',
      IPV6_RECVTCLASS: 'Whether datagrams come with IPV6_TCLASS',
      IPV6_HOPLIMIT: 'A control message: the hops left to a datagram',
      IPV6_RECVHOPLIMIT: 'Whether datagrams come with IPV6_HOPLIMIT',
      IPV6_FREEBIND: 'Whether bind may take an address that no interface has',
      IPV6_TRANSPARENT: 'Whether bind may take the address of another machine; needs CAP_NET_ADMIN',
      IPV6_RECVERR: 'Whether errors are queued for MSG_ERRQUEUE',
    },
  },
  {
    title: 'UDP options',
    page: 'udp(7)',
    isForSockets: true,
    names: {
      UDP_SEGMENT: 'The size that one long send is cut into datagrams of',
      UDP_GRO: 'Whether datagrams of one sender may come joined',
      UDP_CORK: 'Whether sends gather into one datagram',
    },
  },
  {
    title: 'Flags of one call',
    page: 'send(2), recv(2)',
    isForSockets: true,
    names: {
      MSG_PEEK: 'Leave what is received in the queue',
      MSG_DONTWAIT: 'Never wait, whatever the mode',
      MSG_WAITALL: 'Wait until the buffer is full, or something ends the stream',
      MSG_TRUNC: 'The datagram was longer than the buffer; asked for: return its whole length',
      MSG_CTRUNC: 'The control messages did not fit',
      MSG_NOSIGNAL: 'No SIGPIPE; always set here',
      MSG_OOB: 'Out-of-band bytes',
      MSG_ERRQUEUE: 'Receive from the queue of errors',
      MSG_EOR: 'The end of a record',
      MSG_MORE: 'More will follow: hold a partial segment back',
      MSG_DONTROUTE: 'Only to directly connected hosts',
      MSG_CMSG_CLOEXEC: 'Received descriptors are closed by exec; always set here',
      MSG_ZEROCOPY:
        'Send from the memory of the process, and tell on the queue of errors when done',
      MSG_FASTOPEN: 'Connect and send in one',
    },
  },
  {
    title: 'Control messages',
    page: 'unix(7), socket(7)',
    isForSockets: true,
    names: {
      SCM_RIGHTS: 'Descriptors',
      SCM_CREDENTIALS: 'Process, user and group of the sender: struct ucred',
      SCM_PIDFD: 'A descriptor for the process of the sender; Linux 6.5',
      SCM_TIMESTAMPNS: 'When the datagram came: struct timespec',
      SCM_TIMESTAMPING: 'Time stamps by software and hardware: three struct timespec',
    },
  },
  {
    title: 'What SO_TIMESTAMPING asks for',
    page: "the kernel's networking/timestamping.rst",
    isForSockets: true,
    isEnumOnLinux: true,
    names: {
      SOF_TIMESTAMPING_RX_SOFTWARE: 'Stamp when a packet enters the kernel',
      SOF_TIMESTAMPING_SOFTWARE: 'Tell the stamps of the kernel',
      SOF_TIMESTAMPING_TX_SOFTWARE: 'Stamp when a packet leaves the kernel',
      SOF_TIMESTAMPING_OPT_ID: 'Tell which send a stamp belongs to',
      SOF_TIMESTAMPING_OPT_TSONLY: 'Tell stamps without a copy of the packet',
      SOF_TIMESTAMPING_TX_HARDWARE: 'Stamp when the device sends a packet',
      SOF_TIMESTAMPING_RX_HARDWARE: 'Stamp when the device receives a packet',
      SOF_TIMESTAMPING_RAW_HARDWARE: 'Tell the stamps of the device',
      SOF_TIMESTAMPING_TX_SCHED: 'Stamp when a packet enters the packet scheduler',
      SOF_TIMESTAMPING_TX_ACK: 'Stamp when the peer has acknowledged all bytes of a send',
      SOF_TIMESTAMPING_OPT_CMSG: 'Tell addresses and interface with each stamp',
    },
  },
  {
    title: 'Clocks',
    page: 'clock_gettime(2)',
    isForSockets: true,
    names: {
      CLOCK_REALTIME: 'The time of day, which can be set; that of the time stamps',
      CLOCK_MONOTONIC: 'Time since some start, which nobody can set',
      CLOCK_PROCESS_CPUTIME_ID: 'Processor time of the process',
      CLOCK_THREAD_CPUTIME_ID: 'Processor time of the thread',
    },
  },
  {
    title: 'Events of poll',
    page: 'poll(2)',
    names: {
      POLLIN: 'Readable',
      POLLPRI: 'Something exceptional, as out-of-band bytes',
      POLLOUT: 'Writable',
      POLLERR: 'An error; reported without being asked for',
      POLLHUP: 'Hung up; reported without being asked for',
      POLLNVAL: 'The descriptor is not open; reported without being asked for',
      POLLRDHUP: 'The peer sends no more',
    },
  },
  {
    title: 'Events of epoll',
    page: 'epoll_ctl(2)',
    names: {
      EPOLLIN: 'Readable',
      EPOLLPRI: 'Something exceptional, as out-of-band bytes',
      EPOLLOUT: 'Writable',
      EPOLLERR: 'An error; reported without being asked for',
      EPOLLHUP: 'Hung up; reported without being asked for',
      EPOLLRDHUP: 'The peer sends no more',
      EPOLLET: 'Report changes only; the 32nd bit',
      EPOLLONESHOT: 'Report once, then nothing until EPOLL_CTL_MOD',
      EPOLLEXCLUSIVE: 'Wake one or a few of several epoll sets that watch the same file',
    },
  },
  {
    title: 'Operations of epoll',
    page: 'epoll_ctl(2)',
    names: {
      EPOLL_CTL_ADD: 'Watch a descriptor',
      EPOLL_CTL_MOD: 'Change the events of a descriptor',
      EPOLL_CTL_DEL: 'Watch a descriptor no more',
    },
  },
  {
    title: 'Filters of kqueue',
    page: 'kqueue(2)',
    names: {
      EVFILT_READ: 'Readable',
      EVFILT_WRITE: 'Writable',
    },
  },
  {
    title: 'Flags of kqueue',
    page: 'kqueue(2)',
    names: {
      EV_ADD: 'Watch a descriptor by a filter, or change what is watched',
      EV_DELETE: 'Watch no more',
      EV_ENABLE: 'Report again after EV_DISABLE or EV_DISPATCH',
      EV_DISABLE: 'Report nothing until EV_ENABLE',
      EV_CLEAR: 'Report changes only',
      EV_DISPATCH: 'Report once, then nothing until EV_ENABLE',
    },
  },
  {
    title: 'Commands and flags of fcntl',
    page: 'fcntl(2)',
    names: {
      F_GETFL: 'Read the flags of the open file, as O_NONBLOCK',
      F_SETFL: 'Set the flags of the open file',
      F_GETFD: 'Read the flags of the descriptor, as FD_CLOEXEC',
      F_SETFD: 'Set the flags of the descriptor',
      O_NONBLOCK: 'Of the open file: calls do not block',
      FD_CLOEXEC: 'Of the descriptor: exec closes it',
    },
  },
  {
    title: 'Flags of getaddrinfo',
    page: 'getaddrinfo(3)',
    isForSockets: true,
    names: {
      AI_PASSIVE: 'No name means every address of this machine, for bind',
      AI_CANONNAME: 'Tell the canonical name',
      AI_NUMERICHOST: 'The name is an address: ask no server',
      AI_NUMERICSERV: 'The service is a number: look nothing up',
      AI_V4MAPPED: 'For IPv6: IPv4 addresses in their mapped form where there are no others',
      AI_ALL: 'With AI_V4MAPPED: IPv6 addresses and mapped ones',
      AI_ADDRCONFIG: 'Only families that this machine has an address of',
    },
  },
  {
    title: 'Flags of getnameinfo',
    page: 'getnameinfo(3)',
    isForSockets: true,
    names: {
      NI_NUMERICHOST: 'The address as it is, not its name',
      NI_NUMERICSERV: 'The port as it is, not its service',
      NI_NOFQDN: 'For hosts of this domain only the first part of the name',
      NI_NAMEREQD: 'Fail when there is no name',
      NI_DGRAM: 'The service is one of UDP',
    },
  },
  {
    title: 'Errors of getaddrinfo and getnameinfo',
    page: 'getaddrinfo(3)',
    isForSockets: true,
    names: {
      EAI_AGAIN: 'The name server did not answer; try again',
      EAI_BADFLAGS: 'Unknown flags, or flags that exclude each other',
      EAI_FAIL: 'The name server failed for good',
      EAI_FAMILY: 'The family is not supported',
      EAI_MEMORY: 'No memory',
      EAI_NONAME: 'The name or service is not known',
      EAI_SERVICE: 'The service does not exist for the socket type',
      EAI_SOCKTYPE: 'The socket type is not supported',
      EAI_SYSTEM: 'A system call failed: see errno',
      EAI_OVERFLOW: 'The result does not fit',
      EAI_NODATA: 'The name is known and has no address',
      EAI_ADDRFAMILY: 'The name has no address of that family',
    },
  },
];

/** The names of `errnoNumbers`: errno(3). Of two that share a number the first is the code of an error. */
export const errnos = `
E2BIG EACCES EADDRINUSE EADDRNOTAVAIL EADV EAFNOSUPPORT EAGAIN EALREADY EBADF EBADMSG EBUSY ECANCELED
ECHILD ECOMM ECONNABORTED ECONNREFUSED ECONNRESET EDEADLK EDESTADDRREQ EDOM EDQUOT EEXIST EFAULT EFBIG
EHOSTDOWN EHOSTUNREACH EINPROGRESS EINTR EINVAL EIO EISCONN EISDIR ELOOP EMFILE EMLINK EMSGSIZE
ENAMETOOLONG ENETDOWN ENETRESET ENETUNREACH ENFILE ENOBUFS ENODEV ENOENT ENOEXEC ENOLCK ENOMEM ENOMSG
ENONET ENOPROTOOPT ENOSPC ENOSR ENOSTR ENOSYS ENOTBLK ENOTCONN ENOTDIR ENOTEMPTY ENOTSOCK ENOTSUP
ENOTTY ENXIO EOPNOTSUPP EOVERFLOW EPERM EPFNOSUPPORT EPIPE EPROTO EPROTONOSUPPORT EPROTOTYPE ERANGE
EREMOTE EREMOTEIO EROFS ESHUTDOWN ESOCKTNOSUPPORT ESPIPE ESRCH ESTALE ETIME ETIMEDOUT ETOOMANYREFS
ETXTBSY EUSERS EWOULDBLOCK EXDEV
`
  .trim()
  .split(/\s+/);
