/* Every constant comes from the headers of the machine that compiles this; the ones that it lacks
 * are -1, which each call refuses with EINVAL or ENOPROTOOPT. */
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <netinet/udp.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#ifdef __linux__
#include <linux/errqueue.h>
#include <linux/net_tstamp.h>
#include <sys/epoll.h>
#endif

#include "addon.h"
#include "compat.h"
#include "napi-util.h"

typedef struct {
  const char *name;
  int64_t value; /* EPOLLET is the 32nd bit */
} Constant;

/* glibc has these as enumerators, which the preprocessor cannot ask about. */
#ifndef __linux__
#define SOF_TIMESTAMPING_RX_SOFTWARE -1
#define SOF_TIMESTAMPING_SOFTWARE -1
#define SOF_TIMESTAMPING_TX_SOFTWARE -1
#define SOF_TIMESTAMPING_OPT_ID -1
#define SOF_TIMESTAMPING_OPT_TSONLY -1
#define SOF_TIMESTAMPING_TX_HARDWARE -1
#define SOF_TIMESTAMPING_RX_HARDWARE -1
#define SOF_TIMESTAMPING_RAW_HARDWARE -1
#define SOF_TIMESTAMPING_TX_SCHED -1
#define SOF_TIMESTAMPING_TX_ACK -1
#define SOF_TIMESTAMPING_OPT_CMSG -1
#define EPOLLIN -1
#define EPOLLPRI -1
#define EPOLLOUT -1
#define EPOLLERR -1
#define EPOLLHUP -1
#define EPOLLRDHUP -1
#define EPOLLET -1
#define EPOLLONESHOT -1
#define EPOLLEXCLUSIVE -1
#endif
#ifndef SCM_CREDENTIALS
#ifndef __linux__
#define SCM_CREDENTIALS -1
#endif
#endif
#ifndef SCM_PIDFD
#define SCM_PIDFD -1
#endif
#ifndef SO_REUSEADDR
#define SO_REUSEADDR -1
#endif
#ifndef SO_REUSEPORT
#define SO_REUSEPORT -1
#endif
#ifndef SO_KEEPALIVE
#define SO_KEEPALIVE -1
#endif
#ifndef SO_LINGER
#define SO_LINGER -1
#endif
#ifndef SO_RCVBUF
#define SO_RCVBUF -1
#endif
#ifndef SO_SNDBUF
#define SO_SNDBUF -1
#endif
#ifndef SO_BROADCAST
#define SO_BROADCAST -1
#endif
#ifndef SO_ERROR
#define SO_ERROR -1
#endif
#ifndef SO_TYPE
#define SO_TYPE -1
#endif
#ifndef SO_DOMAIN
#define SO_DOMAIN -1
#endif
#ifndef SO_PROTOCOL
#define SO_PROTOCOL -1
#endif
#ifndef SO_ACCEPTCONN
#define SO_ACCEPTCONN -1
#endif
#ifndef SO_PEERCRED
#define SO_PEERCRED -1
#endif
#ifndef SO_PASSCRED
#define SO_PASSCRED -1
#endif
#ifndef SO_PASSPIDFD
#define SO_PASSPIDFD -1
#endif
#ifndef SO_BINDTODEVICE
#define SO_BINDTODEVICE -1
#endif
#ifndef SO_INCOMING_CPU
#define SO_INCOMING_CPU -1
#endif
#ifndef SO_BUSY_POLL
#define SO_BUSY_POLL -1
#endif
#ifndef SO_TIMESTAMPNS
#define SO_TIMESTAMPNS -1
#endif
#ifndef SO_TIMESTAMPING
#define SO_TIMESTAMPING -1
#endif
#ifndef SO_OOBINLINE
#define SO_OOBINLINE -1
#endif
#ifndef SOCK_NONBLOCK
#define SOCK_NONBLOCK -1
#endif
#ifndef SOCK_CLOEXEC
#define SOCK_CLOEXEC -1
#endif
#ifndef SO_RCVTIMEO
#define SO_RCVTIMEO -1
#endif
#ifndef SO_SNDTIMEO
#define SO_SNDTIMEO -1
#endif
#ifndef SO_RCVLOWAT
#define SO_RCVLOWAT -1
#endif
#ifndef SO_SNDLOWAT
#define SO_SNDLOWAT -1
#endif
#ifndef SO_PRIORITY
#define SO_PRIORITY -1
#endif
#ifndef SO_MARK
#define SO_MARK -1
#endif
#ifndef SO_COOKIE
#define SO_COOKIE -1
#endif
#ifndef SO_ZEROCOPY
#define SO_ZEROCOPY -1
#endif
#ifndef SO_RXQ_OVFL
#define SO_RXQ_OVFL -1
#endif
#ifndef SO_RCVBUFFORCE
#define SO_RCVBUFFORCE -1
#endif
#ifndef SO_SNDBUFFORCE
#define SO_SNDBUFFORCE -1
#endif
#ifndef SO_DONTROUTE
#define SO_DONTROUTE -1
#endif
#ifndef SO_MEMINFO
#define SO_MEMINFO -1
#endif
#ifndef SOL_UDP
#define SOL_UDP -1
#endif
#ifndef TCP_NODELAY
#define TCP_NODELAY -1
#endif
#ifndef TCP_CORK
#define TCP_CORK -1
#endif
#ifndef TCP_KEEPIDLE
#define TCP_KEEPIDLE -1
#endif
#ifndef TCP_KEEPINTVL
#define TCP_KEEPINTVL -1
#endif
#ifndef TCP_KEEPCNT
#define TCP_KEEPCNT -1
#endif
#ifndef TCP_USER_TIMEOUT
#define TCP_USER_TIMEOUT -1
#endif
#ifndef TCP_FASTOPEN
#define TCP_FASTOPEN -1
#endif
#ifndef TCP_FASTOPEN_CONNECT
#define TCP_FASTOPEN_CONNECT -1
#endif
#ifndef TCP_DEFER_ACCEPT
#define TCP_DEFER_ACCEPT -1
#endif
#ifndef TCP_INFO
#define TCP_INFO -1
#endif
#ifndef TCP_QUICKACK
#define TCP_QUICKACK -1
#endif
#ifndef TCP_MAXSEG
#define TCP_MAXSEG -1
#endif
#ifndef TCP_CONGESTION
#define TCP_CONGESTION -1
#endif
#ifndef TCP_NOTSENT_LOWAT
#define TCP_NOTSENT_LOWAT -1
#endif
#ifndef TCP_LINGER2
#define TCP_LINGER2 -1
#endif
#ifndef TCP_SYNCNT
#define TCP_SYNCNT -1
#endif
#ifndef TCP_WINDOW_CLAMP
#define TCP_WINDOW_CLAMP -1
#endif
#ifndef IP_TTL
#define IP_TTL -1
#endif
#ifndef IP_TOS
#define IP_TOS -1
#endif
#ifndef IP_MULTICAST_IF
#define IP_MULTICAST_IF -1
#endif
#ifndef IP_MULTICAST_TTL
#define IP_MULTICAST_TTL -1
#endif
#ifndef IP_MULTICAST_LOOP
#define IP_MULTICAST_LOOP -1
#endif
#ifndef IP_ADD_MEMBERSHIP
#define IP_ADD_MEMBERSHIP -1
#endif
#ifndef IP_DROP_MEMBERSHIP
#define IP_DROP_MEMBERSHIP -1
#endif
#ifndef IP_PKTINFO
#define IP_PKTINFO -1
#endif
#ifndef IP_RECVTOS
#define IP_RECVTOS -1
#endif
#ifndef IP_RECVTTL
#define IP_RECVTTL -1
#endif
#ifndef IP_FREEBIND
#define IP_FREEBIND -1
#endif
#ifndef IP_TRANSPARENT
#define IP_TRANSPARENT -1
#endif
#ifndef IP_MTU
#define IP_MTU -1
#endif
#ifndef IP_MTU_DISCOVER
#define IP_MTU_DISCOVER -1
#endif
#ifndef IP_RECVERR
#define IP_RECVERR -1
#endif
#ifndef IPV6_V6ONLY
#define IPV6_V6ONLY -1
#endif
#ifndef IPV6_UNICAST_HOPS
#define IPV6_UNICAST_HOPS -1
#endif
#ifndef IPV6_MULTICAST_IF
#define IPV6_MULTICAST_IF -1
#endif
#ifndef IPV6_MULTICAST_HOPS
#define IPV6_MULTICAST_HOPS -1
#endif
#ifndef IPV6_MULTICAST_LOOP
#define IPV6_MULTICAST_LOOP -1
#endif
#ifndef IPV6_JOIN_GROUP
#define IPV6_JOIN_GROUP -1
#endif
#ifndef IPV6_LEAVE_GROUP
#define IPV6_LEAVE_GROUP -1
#endif
#ifndef IPV6_PKTINFO
#define IPV6_PKTINFO -1
#endif
#ifndef IPV6_RECVPKTINFO
#define IPV6_RECVPKTINFO -1
#endif
#ifndef IPV6_TCLASS
#define IPV6_TCLASS -1
#endif
#ifndef IPV6_RECVTCLASS
#define IPV6_RECVTCLASS -1
#endif
#ifndef IPV6_HOPLIMIT
#define IPV6_HOPLIMIT -1
#endif
#ifndef IPV6_RECVHOPLIMIT
#define IPV6_RECVHOPLIMIT -1
#endif
#ifndef IPV6_FREEBIND
#define IPV6_FREEBIND -1
#endif
#ifndef IPV6_TRANSPARENT
#define IPV6_TRANSPARENT -1
#endif
#ifndef IPV6_RECVERR
#define IPV6_RECVERR -1
#endif
#ifndef UDP_SEGMENT
#define UDP_SEGMENT -1
#endif
#ifndef UDP_GRO
#define UDP_GRO -1
#endif
#ifndef UDP_CORK
#define UDP_CORK -1
#endif
#ifndef SOMAXCONN
#define SOMAXCONN -1
#endif
#ifndef MSG_PEEK
#define MSG_PEEK -1
#endif
#ifndef MSG_DONTWAIT
#define MSG_DONTWAIT -1
#endif
#ifndef MSG_WAITALL
#define MSG_WAITALL -1
#endif
#ifndef MSG_TRUNC
#define MSG_TRUNC -1
#endif
#ifndef MSG_CTRUNC
#define MSG_CTRUNC -1
#endif
#ifndef MSG_NOSIGNAL
#define MSG_NOSIGNAL -1
#endif
#ifndef MSG_OOB
#define MSG_OOB -1
#endif
#ifndef MSG_ERRQUEUE
#define MSG_ERRQUEUE -1
#endif
#ifndef MSG_EOR
#define MSG_EOR -1
#endif
#ifndef MSG_MORE
#define MSG_MORE -1
#endif
#ifndef MSG_DONTROUTE
#define MSG_DONTROUTE -1
#endif
#ifndef MSG_CMSG_CLOEXEC
#define MSG_CMSG_CLOEXEC -1
#endif
#ifndef MSG_ZEROCOPY
#define MSG_ZEROCOPY -1
#endif
#ifndef MSG_FASTOPEN
#define MSG_FASTOPEN -1
#endif
#ifndef SCM_TIMESTAMPNS
#define SCM_TIMESTAMPNS -1
#endif
#ifndef SCM_TIMESTAMPING
#define SCM_TIMESTAMPING -1
#endif
#ifndef POLLIN
#define POLLIN -1
#endif
#ifndef POLLPRI
#define POLLPRI -1
#endif
#ifndef POLLOUT
#define POLLOUT -1
#endif
#ifndef POLLERR
#define POLLERR -1
#endif
#ifndef POLLHUP
#define POLLHUP -1
#endif
#ifndef POLLNVAL
#define POLLNVAL -1
#endif
#ifndef POLLRDHUP
#define POLLRDHUP -1
#endif
#ifndef EPOLL_CTL_ADD
#define EPOLL_CTL_ADD -1
#endif
#ifndef EPOLL_CTL_MOD
#define EPOLL_CTL_MOD -1
#endif
#ifndef EPOLL_CTL_DEL
#define EPOLL_CTL_DEL -1
#endif
#ifndef F_GETFL
#define F_GETFL -1
#endif
#ifndef F_SETFL
#define F_SETFL -1
#endif
#ifndef F_GETFD
#define F_GETFD -1
#endif
#ifndef F_SETFD
#define F_SETFD -1
#endif
#ifndef O_NONBLOCK
#define O_NONBLOCK -1
#endif
#ifndef FD_CLOEXEC
#define FD_CLOEXEC -1
#endif
#ifndef AI_PASSIVE
#define AI_PASSIVE -1
#endif
#ifndef AI_CANONNAME
#define AI_CANONNAME -1
#endif
#ifndef AI_NUMERICHOST
#define AI_NUMERICHOST -1
#endif
#ifndef AI_NUMERICSERV
#define AI_NUMERICSERV -1
#endif
#ifndef AI_V4MAPPED
#define AI_V4MAPPED -1
#endif
#ifndef AI_ALL
#define AI_ALL -1
#endif
#ifndef AI_ADDRCONFIG
#define AI_ADDRCONFIG -1
#endif
#ifndef NI_NUMERICHOST
#define NI_NUMERICHOST -1
#endif
#ifndef NI_NUMERICSERV
#define NI_NUMERICSERV -1
#endif
#ifndef NI_NOFQDN
#define NI_NOFQDN -1
#endif
#ifndef NI_NAMEREQD
#define NI_NAMEREQD -1
#endif
#ifndef NI_DGRAM
#define NI_DGRAM -1
#endif
#ifndef EAI_AGAIN
#define EAI_AGAIN -1
#endif
#ifndef EAI_BADFLAGS
#define EAI_BADFLAGS -1
#endif
#ifndef EAI_FAIL
#define EAI_FAIL -1
#endif
#ifndef EAI_FAMILY
#define EAI_FAMILY -1
#endif
#ifndef EAI_MEMORY
#define EAI_MEMORY -1
#endif
#ifndef EAI_NONAME
#define EAI_NONAME -1
#endif
#ifndef EAI_SERVICE
#define EAI_SERVICE -1
#endif
#ifndef EAI_SOCKTYPE
#define EAI_SOCKTYPE -1
#endif
#ifndef EAI_SYSTEM
#define EAI_SYSTEM -1
#endif
#ifndef EAI_OVERFLOW
#define EAI_OVERFLOW -1
#endif
#ifndef EAI_NODATA
#define EAI_NODATA -1
#endif
#ifndef EAI_ADDRFAMILY
#define EAI_ADDRFAMILY -1
#endif
#ifndef E2BIG
#define E2BIG -1
#endif
#ifndef EACCES
#define EACCES -1
#endif
#ifndef EADDRINUSE
#define EADDRINUSE -1
#endif
#ifndef EADDRNOTAVAIL
#define EADDRNOTAVAIL -1
#endif
#ifndef EAFNOSUPPORT
#define EAFNOSUPPORT -1
#endif
#ifndef EAGAIN
#define EAGAIN -1
#endif
#ifndef EALREADY
#define EALREADY -1
#endif
#ifndef EBADF
#define EBADF -1
#endif
#ifndef EBADMSG
#define EBADMSG -1
#endif
#ifndef EBUSY
#define EBUSY -1
#endif
#ifndef ECANCELED
#define ECANCELED -1
#endif
#ifndef ECHILD
#define ECHILD -1
#endif
#ifndef ECONNABORTED
#define ECONNABORTED -1
#endif
#ifndef ECONNREFUSED
#define ECONNREFUSED -1
#endif
#ifndef ECONNRESET
#define ECONNRESET -1
#endif
#ifndef EDEADLK
#define EDEADLK -1
#endif
#ifndef EDESTADDRREQ
#define EDESTADDRREQ -1
#endif
#ifndef EDQUOT
#define EDQUOT -1
#endif
#ifndef EDOM
#define EDOM -1
#endif
#ifndef EEXIST
#define EEXIST -1
#endif
#ifndef EFAULT
#define EFAULT -1
#endif
#ifndef EFBIG
#define EFBIG -1
#endif
#ifndef EHOSTDOWN
#define EHOSTDOWN -1
#endif
#ifndef EHOSTUNREACH
#define EHOSTUNREACH -1
#endif
#ifndef EINPROGRESS
#define EINPROGRESS -1
#endif
#ifndef EINTR
#define EINTR -1
#endif
#ifndef EINVAL
#define EINVAL -1
#endif
#ifndef EIO
#define EIO -1
#endif
#ifndef EISCONN
#define EISCONN -1
#endif
#ifndef EISDIR
#define EISDIR -1
#endif
#ifndef ELOOP
#define ELOOP -1
#endif
#ifndef EMFILE
#define EMFILE -1
#endif
#ifndef EMLINK
#define EMLINK -1
#endif
#ifndef EMSGSIZE
#define EMSGSIZE -1
#endif
#ifndef ENAMETOOLONG
#define ENAMETOOLONG -1
#endif
#ifndef ENETDOWN
#define ENETDOWN -1
#endif
#ifndef ENETRESET
#define ENETRESET -1
#endif
#ifndef ENETUNREACH
#define ENETUNREACH -1
#endif
#ifndef ENFILE
#define ENFILE -1
#endif
#ifndef ENOBUFS
#define ENOBUFS -1
#endif
#ifndef ENODEV
#define ENODEV -1
#endif
#ifndef ENOENT
#define ENOENT -1
#endif
#ifndef ENOEXEC
#define ENOEXEC -1
#endif
#ifndef ENOLCK
#define ENOLCK -1
#endif
#ifndef ENOMEM
#define ENOMEM -1
#endif
#ifndef ENOMSG
#define ENOMSG -1
#endif
#ifndef ENONET
#define ENONET -1
#endif
#ifndef ENOPROTOOPT
#define ENOPROTOOPT -1
#endif
#ifndef ENOSPC
#define ENOSPC -1
#endif
#ifndef ENOSR
#define ENOSR -1
#endif
#ifndef ENOSTR
#define ENOSTR -1
#endif
#ifndef ENOSYS
#define ENOSYS -1
#endif
#ifndef ENOTBLK
#define ENOTBLK -1
#endif
#ifndef ENOTCONN
#define ENOTCONN -1
#endif
#ifndef ENOTDIR
#define ENOTDIR -1
#endif
#ifndef ENOTEMPTY
#define ENOTEMPTY -1
#endif
#ifndef ENOTSOCK
#define ENOTSOCK -1
#endif
#ifndef ENOTTY
#define ENOTTY -1
#endif
#ifndef ENXIO
#define ENXIO -1
#endif
#ifndef EOPNOTSUPP
#define EOPNOTSUPP -1
#endif
#ifndef EOVERFLOW
#define EOVERFLOW -1
#endif
#ifndef EPERM
#define EPERM -1
#endif
#ifndef EPFNOSUPPORT
#define EPFNOSUPPORT -1
#endif
#ifndef EPIPE
#define EPIPE -1
#endif
#ifndef EPROTO
#define EPROTO -1
#endif
#ifndef EPROTONOSUPPORT
#define EPROTONOSUPPORT -1
#endif
#ifndef EPROTOTYPE
#define EPROTOTYPE -1
#endif
#ifndef ERANGE
#define ERANGE -1
#endif
#ifndef EREMOTE
#define EREMOTE -1
#endif
#ifndef EROFS
#define EROFS -1
#endif
#ifndef ESHUTDOWN
#define ESHUTDOWN -1
#endif
#ifndef ESOCKTNOSUPPORT
#define ESOCKTNOSUPPORT -1
#endif
#ifndef ESPIPE
#define ESPIPE -1
#endif
#ifndef ESRCH
#define ESRCH -1
#endif
#ifndef ESTALE
#define ESTALE -1
#endif
#ifndef ETIME
#define ETIME -1
#endif
#ifndef ETIMEDOUT
#define ETIMEDOUT -1
#endif
#ifndef ETOOMANYREFS
#define ETOOMANYREFS -1
#endif
#ifndef ETXTBSY
#define ETXTBSY -1
#endif
#ifndef EUSERS
#define EUSERS -1
#endif
#ifndef EXDEV
#define EXDEV -1
#endif
#ifndef ENOTSUP
#define ENOTSUP -1
#endif
#ifndef EWOULDBLOCK
#define EWOULDBLOCK -1
#endif
#ifndef ECOMM
#define ECOMM -1
#endif
#ifndef EREMOTEIO
#define EREMOTEIO -1
#endif
#ifndef EADV
#define EADV -1
#endif

static const Constant constants[] = {
    {"AF_UNSPEC", AF_UNSPEC},
    {"AF_INET", AF_INET},
    {"AF_INET6", AF_INET6},
    {"AF_UNIX", AF_UNIX},
    {"SOCK_STREAM", SOCK_STREAM},
    {"SOCK_DGRAM", SOCK_DGRAM},
    {"SOCK_SEQPACKET", SOCK_SEQPACKET},
    {"SOCK_RAW", SOCK_RAW},
    {"SOCK_NONBLOCK", SOCK_NONBLOCK},
    {"SOCK_CLOEXEC", SOCK_CLOEXEC},
    {"SOL_SOCKET", SOL_SOCKET},
    {"SO_REUSEADDR", SO_REUSEADDR},
    {"SO_REUSEPORT", SO_REUSEPORT},
    {"SO_KEEPALIVE", SO_KEEPALIVE},
    {"SO_LINGER", SO_LINGER},
    {"SO_RCVBUF", SO_RCVBUF},
    {"SO_SNDBUF", SO_SNDBUF},
    {"SO_BROADCAST", SO_BROADCAST},
    {"SO_ERROR", SO_ERROR},
    {"SO_TYPE", SO_TYPE},
    {"SO_DOMAIN", SO_DOMAIN},
    {"SO_PROTOCOL", SO_PROTOCOL},
    {"SO_ACCEPTCONN", SO_ACCEPTCONN},
    {"SO_PEERCRED", SO_PEERCRED},
    {"SO_PASSCRED", SO_PASSCRED},
    {"SO_PASSPIDFD", SO_PASSPIDFD},
    {"SO_BINDTODEVICE", SO_BINDTODEVICE},
    {"SO_INCOMING_CPU", SO_INCOMING_CPU},
    {"SO_BUSY_POLL", SO_BUSY_POLL},
    {"SO_TIMESTAMPNS", SO_TIMESTAMPNS},
    {"SO_TIMESTAMPING", SO_TIMESTAMPING},
    {"SO_OOBINLINE", SO_OOBINLINE},
    {"SO_RCVTIMEO", SO_RCVTIMEO},
    {"SO_SNDTIMEO", SO_SNDTIMEO},
    {"SO_RCVLOWAT", SO_RCVLOWAT},
    {"SO_SNDLOWAT", SO_SNDLOWAT},
    {"SO_PRIORITY", SO_PRIORITY},
    {"SO_MARK", SO_MARK},
    {"SO_COOKIE", SO_COOKIE},
    {"SO_ZEROCOPY", SO_ZEROCOPY},
    {"SO_RXQ_OVFL", SO_RXQ_OVFL},
    {"SO_RCVBUFFORCE", SO_RCVBUFFORCE},
    {"SO_SNDBUFFORCE", SO_SNDBUFFORCE},
    {"SO_DONTROUTE", SO_DONTROUTE},
    {"SO_MEMINFO", SO_MEMINFO},
    {"IPPROTO_IP", IPPROTO_IP},
    {"IPPROTO_IPV6", IPPROTO_IPV6},
    {"IPPROTO_TCP", IPPROTO_TCP},
    {"IPPROTO_UDP", IPPROTO_UDP},
    {"IPPROTO_ICMP", IPPROTO_ICMP},
    {"IPPROTO_ICMPV6", IPPROTO_ICMPV6},
    {"SOL_UDP", SOL_UDP},
    {"TCP_NODELAY", TCP_NODELAY},
    {"TCP_CORK", TCP_CORK},
    {"TCP_KEEPIDLE", TCP_KEEPIDLE},
    {"TCP_KEEPINTVL", TCP_KEEPINTVL},
    {"TCP_KEEPCNT", TCP_KEEPCNT},
    {"TCP_USER_TIMEOUT", TCP_USER_TIMEOUT},
    {"TCP_FASTOPEN", TCP_FASTOPEN},
    {"TCP_FASTOPEN_CONNECT", TCP_FASTOPEN_CONNECT},
    {"TCP_DEFER_ACCEPT", TCP_DEFER_ACCEPT},
    {"TCP_INFO", TCP_INFO},
    {"TCP_QUICKACK", TCP_QUICKACK},
    {"TCP_MAXSEG", TCP_MAXSEG},
    {"TCP_CONGESTION", TCP_CONGESTION},
    {"TCP_NOTSENT_LOWAT", TCP_NOTSENT_LOWAT},
    {"TCP_LINGER2", TCP_LINGER2},
    {"TCP_SYNCNT", TCP_SYNCNT},
    {"TCP_WINDOW_CLAMP", TCP_WINDOW_CLAMP},
    {"IP_TTL", IP_TTL},
    {"IP_TOS", IP_TOS},
    {"IP_MULTICAST_IF", IP_MULTICAST_IF},
    {"IP_MULTICAST_TTL", IP_MULTICAST_TTL},
    {"IP_MULTICAST_LOOP", IP_MULTICAST_LOOP},
    {"IP_ADD_MEMBERSHIP", IP_ADD_MEMBERSHIP},
    {"IP_DROP_MEMBERSHIP", IP_DROP_MEMBERSHIP},
    {"IP_PKTINFO", IP_PKTINFO},
    {"IP_RECVTOS", IP_RECVTOS},
    {"IP_RECVTTL", IP_RECVTTL},
    {"IP_FREEBIND", IP_FREEBIND},
    {"IP_TRANSPARENT", IP_TRANSPARENT},
    {"IP_MTU", IP_MTU},
    {"IP_MTU_DISCOVER", IP_MTU_DISCOVER},
    {"IP_RECVERR", IP_RECVERR},
    {"IPV6_V6ONLY", IPV6_V6ONLY},
    {"IPV6_UNICAST_HOPS", IPV6_UNICAST_HOPS},
    {"IPV6_MULTICAST_IF", IPV6_MULTICAST_IF},
    {"IPV6_MULTICAST_HOPS", IPV6_MULTICAST_HOPS},
    {"IPV6_MULTICAST_LOOP", IPV6_MULTICAST_LOOP},
    {"IPV6_JOIN_GROUP", IPV6_JOIN_GROUP},
    {"IPV6_LEAVE_GROUP", IPV6_LEAVE_GROUP},
    {"IPV6_PKTINFO", IPV6_PKTINFO},
    {"IPV6_RECVPKTINFO", IPV6_RECVPKTINFO},
    {"IPV6_TCLASS", IPV6_TCLASS},
    {"IPV6_RECVTCLASS", IPV6_RECVTCLASS},
    {"IPV6_HOPLIMIT", IPV6_HOPLIMIT},
    {"IPV6_RECVHOPLIMIT", IPV6_RECVHOPLIMIT},
    {"IPV6_FREEBIND", IPV6_FREEBIND},
    {"IPV6_TRANSPARENT", IPV6_TRANSPARENT},
    {"IPV6_RECVERR", IPV6_RECVERR},
    {"UDP_SEGMENT", UDP_SEGMENT},
    {"UDP_GRO", UDP_GRO},
    {"UDP_CORK", UDP_CORK},
    {"SHUT_RD", SHUT_RD},
    {"SHUT_WR", SHUT_WR},
    {"SHUT_RDWR", SHUT_RDWR},
    {"SOMAXCONN", SOMAXCONN},
    {"MSG_PEEK", MSG_PEEK},
    {"MSG_DONTWAIT", MSG_DONTWAIT},
    {"MSG_WAITALL", MSG_WAITALL},
    {"MSG_TRUNC", MSG_TRUNC},
    {"MSG_CTRUNC", MSG_CTRUNC},
    {"MSG_NOSIGNAL", MSG_NOSIGNAL},
    {"MSG_OOB", MSG_OOB},
    {"MSG_ERRQUEUE", MSG_ERRQUEUE},
    {"MSG_EOR", MSG_EOR},
    {"MSG_MORE", MSG_MORE},
    {"MSG_DONTROUTE", MSG_DONTROUTE},
    {"MSG_CMSG_CLOEXEC", MSG_CMSG_CLOEXEC},
    {"MSG_ZEROCOPY", MSG_ZEROCOPY},
    {"MSG_FASTOPEN", MSG_FASTOPEN},
    {"SCM_RIGHTS", SCM_RIGHTS},
    {"SCM_CREDENTIALS", SCM_CREDENTIALS},
    {"SCM_PIDFD", SCM_PIDFD},
    {"SCM_TIMESTAMPNS", SCM_TIMESTAMPNS},
    {"SCM_TIMESTAMPING", SCM_TIMESTAMPING},
    {"SOF_TIMESTAMPING_RX_SOFTWARE", SOF_TIMESTAMPING_RX_SOFTWARE},
    {"SOF_TIMESTAMPING_SOFTWARE", SOF_TIMESTAMPING_SOFTWARE},
    {"SOF_TIMESTAMPING_TX_SOFTWARE", SOF_TIMESTAMPING_TX_SOFTWARE},
    {"SOF_TIMESTAMPING_OPT_ID", SOF_TIMESTAMPING_OPT_ID},
    {"SOF_TIMESTAMPING_OPT_TSONLY", SOF_TIMESTAMPING_OPT_TSONLY},
    {"SOF_TIMESTAMPING_TX_HARDWARE", SOF_TIMESTAMPING_TX_HARDWARE},
    {"SOF_TIMESTAMPING_RX_HARDWARE", SOF_TIMESTAMPING_RX_HARDWARE},
    {"SOF_TIMESTAMPING_RAW_HARDWARE", SOF_TIMESTAMPING_RAW_HARDWARE},
    {"SOF_TIMESTAMPING_TX_SCHED", SOF_TIMESTAMPING_TX_SCHED},
    {"SOF_TIMESTAMPING_TX_ACK", SOF_TIMESTAMPING_TX_ACK},
    {"SOF_TIMESTAMPING_OPT_CMSG", SOF_TIMESTAMPING_OPT_CMSG},
    {"CLOCK_REALTIME", CLOCK_REALTIME},
    {"CLOCK_MONOTONIC", CLOCK_MONOTONIC},
    {"CLOCK_PROCESS_CPUTIME_ID", CLOCK_PROCESS_CPUTIME_ID},
    {"CLOCK_THREAD_CPUTIME_ID", CLOCK_THREAD_CPUTIME_ID},
    {"POLLIN", POLLIN},
    {"POLLPRI", POLLPRI},
    {"POLLOUT", POLLOUT},
    {"POLLERR", POLLERR},
    {"POLLHUP", POLLHUP},
    {"POLLNVAL", POLLNVAL},
    {"POLLRDHUP", POLLRDHUP},
    {"EPOLLIN", EPOLLIN},
    {"EPOLLPRI", EPOLLPRI},
    {"EPOLLOUT", EPOLLOUT},
    {"EPOLLERR", EPOLLERR},
    {"EPOLLHUP", EPOLLHUP},
    {"EPOLLRDHUP", EPOLLRDHUP},
    {"EPOLLET", EPOLLET},
    {"EPOLLONESHOT", EPOLLONESHOT},
    {"EPOLLEXCLUSIVE", EPOLLEXCLUSIVE},
    {"EPOLL_CTL_ADD", EPOLL_CTL_ADD},
    {"EPOLL_CTL_MOD", EPOLL_CTL_MOD},
    {"EPOLL_CTL_DEL", EPOLL_CTL_DEL},
    {"F_GETFL", F_GETFL},
    {"F_SETFL", F_SETFL},
    {"F_GETFD", F_GETFD},
    {"F_SETFD", F_SETFD},
    {"O_NONBLOCK", O_NONBLOCK},
    {"FD_CLOEXEC", FD_CLOEXEC},
    {"AI_PASSIVE", AI_PASSIVE},
    {"AI_CANONNAME", AI_CANONNAME},
    {"AI_NUMERICHOST", AI_NUMERICHOST},
    {"AI_NUMERICSERV", AI_NUMERICSERV},
    {"AI_V4MAPPED", AI_V4MAPPED},
    {"AI_ALL", AI_ALL},
    {"AI_ADDRCONFIG", AI_ADDRCONFIG},
    {"NI_NUMERICHOST", NI_NUMERICHOST},
    {"NI_NUMERICSERV", NI_NUMERICSERV},
    {"NI_NOFQDN", NI_NOFQDN},
    {"NI_NAMEREQD", NI_NAMEREQD},
    {"NI_DGRAM", NI_DGRAM},
    {"EAI_AGAIN", EAI_AGAIN},
    {"EAI_BADFLAGS", EAI_BADFLAGS},
    {"EAI_FAIL", EAI_FAIL},
    {"EAI_FAMILY", EAI_FAMILY},
    {"EAI_MEMORY", EAI_MEMORY},
    {"EAI_NONAME", EAI_NONAME},
    {"EAI_SERVICE", EAI_SERVICE},
    {"EAI_SOCKTYPE", EAI_SOCKTYPE},
    {"EAI_SYSTEM", EAI_SYSTEM},
    {"EAI_OVERFLOW", EAI_OVERFLOW},
    {"EAI_NODATA", EAI_NODATA},
    {"EAI_ADDRFAMILY", EAI_ADDRFAMILY},
};

static const Constant errnos[] = {
    {"E2BIG", E2BIG},
    {"EACCES", EACCES},
    {"EADDRINUSE", EADDRINUSE},
    {"EADDRNOTAVAIL", EADDRNOTAVAIL},
    {"EAFNOSUPPORT", EAFNOSUPPORT},
    {"EAGAIN", EAGAIN},
    {"EALREADY", EALREADY},
    {"EBADF", EBADF},
    {"EBADMSG", EBADMSG},
    {"EBUSY", EBUSY},
    {"ECANCELED", ECANCELED},
    {"ECHILD", ECHILD},
    {"ECONNABORTED", ECONNABORTED},
    {"ECONNREFUSED", ECONNREFUSED},
    {"ECONNRESET", ECONNRESET},
    {"EDEADLK", EDEADLK},
    {"EDESTADDRREQ", EDESTADDRREQ},
    {"EDOM", EDOM},
    {"EDQUOT", EDQUOT},
    {"EEXIST", EEXIST},
    {"EFAULT", EFAULT},
    {"EFBIG", EFBIG},
    {"EHOSTDOWN", EHOSTDOWN},
    {"EHOSTUNREACH", EHOSTUNREACH},
    {"EINPROGRESS", EINPROGRESS},
    {"EINTR", EINTR},
    {"EINVAL", EINVAL},
    {"EIO", EIO},
    {"EISCONN", EISCONN},
    {"EISDIR", EISDIR},
    {"ELOOP", ELOOP},
    {"EMFILE", EMFILE},
    {"EMLINK", EMLINK},
    {"EMSGSIZE", EMSGSIZE},
    {"ENAMETOOLONG", ENAMETOOLONG},
    {"ENETDOWN", ENETDOWN},
    {"ENETRESET", ENETRESET},
    {"ENETUNREACH", ENETUNREACH},
    {"ENFILE", ENFILE},
    {"ENOBUFS", ENOBUFS},
    {"ENODEV", ENODEV},
    {"ENOENT", ENOENT},
    {"ENOEXEC", ENOEXEC},
    {"ENOLCK", ENOLCK},
    {"ENOMEM", ENOMEM},
    {"ENOMSG", ENOMSG},
    {"ENONET", ENONET},
    {"ENOPROTOOPT", ENOPROTOOPT},
    {"ENOSPC", ENOSPC},
    {"ENOSR", ENOSR},
    {"ENOSTR", ENOSTR},
    {"ENOSYS", ENOSYS},
    {"ENOTBLK", ENOTBLK},
    {"ENOTCONN", ENOTCONN},
    {"ENOTDIR", ENOTDIR},
    {"ENOTEMPTY", ENOTEMPTY},
    {"ENOTSOCK", ENOTSOCK},
    {"ENOTTY", ENOTTY},
    {"ENXIO", ENXIO},
    {"ENOTSUP", ENOTSUP},
    {"EOPNOTSUPP", EOPNOTSUPP},
    {"EOVERFLOW", EOVERFLOW},
    {"EPERM", EPERM},
    {"EPFNOSUPPORT", EPFNOSUPPORT},
    {"EPIPE", EPIPE},
    {"EPROTO", EPROTO},
    {"EPROTONOSUPPORT", EPROTONOSUPPORT},
    {"EPROTOTYPE", EPROTOTYPE},
    {"ERANGE", ERANGE},
    {"EREMOTE", EREMOTE},
    {"EROFS", EROFS},
    {"ESHUTDOWN", ESHUTDOWN},
    {"ESOCKTNOSUPPORT", ESOCKTNOSUPPORT},
    {"ESPIPE", ESPIPE},
    {"ESRCH", ESRCH},
    {"ESTALE", ESTALE},
    {"ETIME", ETIME},
    {"ETIMEDOUT", ETIMEDOUT},
    {"ETOOMANYREFS", ETOOMANYREFS},
    {"ETXTBSY", ETXTBSY},
    {"EUSERS", EUSERS},
    {"EXDEV", EXDEV},
    {"EWOULDBLOCK", EWOULDBLOCK},
    {"ECOMM", ECOMM},
    {"EREMOTEIO", EREMOTEIO},
    {"EADV", EADV},
};

static napi_value make_record(napi_env env, const Constant *entries, size_t count) {
  napi_value record = NULL;
  napi_create_object(env, &record);
  for (size_t i = 0; i < count; i++)
    set_property(env, record, entries[i].name, make_number(env, (double)entries[i].value));
  return record;
}

void define_constants(napi_env env, napi_value exports) {
  set_property(env, exports, "constants", make_record(env, constants, COUNT_OF(constants)));
  set_property(env, exports, "errnoNumbers", make_record(env, errnos, COUNT_OF(errnos)));
}
