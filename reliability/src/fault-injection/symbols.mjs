// The system calls of each function that the addon imports. A function in neither list fails the check: add it here, and
// add an operation that calls it.
import { execFileSync } from 'node:child_process';

const callsOf = {
  accept4: ['accept4'],
  bind: ['bind'],
  close: ['close'],
  connect: ['connect'],
  dup3: ['dup3'],
  epoll_create1: ['epoll_create1'],
  epoll_ctl: ['epoll_ctl'],
  epoll_wait: ['epoll_wait', 'epoll_pwait'],
  eventfd: ['eventfd2'],
  fclose: ['close'],
  fcntl: ['fcntl'],
  fcntl64: ['fcntl'],
  fgets: ['read'],
  fopen: ['openat'],
  fopen64: ['openat'],
  fork: ['clone', 'clone3', 'fork'],
  freeaddrinfo: [],
  getaddrinfo: ['openat', 'socket'],
  getnameinfo: ['openat', 'socket'],
  getpeername: ['getpeername'],
  getsockname: ['getsockname'],
  getsockopt: ['getsockopt'],
  if_freenameindex: [],
  if_indextoname: ['ioctl'],
  if_nameindex: ['recvmsg'],
  if_nametoindex: ['ioctl'],
  kill: ['kill'],
  listen: ['listen'],
  madvise: ['madvise'],
  pipe2: ['pipe2'],
  poll: ['poll', 'ppoll'],
  read: ['read'],
  recv: ['recvfrom'],
  recvfrom: ['recvfrom'],
  recvmmsg: ['recvmmsg'],
  recvmsg: ['recvmsg'],
  select: ['select', 'pselect6'],
  send: ['sendto'],
  sendfile: ['sendfile'],
  sendfile64: ['sendfile'],
  sendmmsg: ['sendmmsg'],
  sendmsg: ['sendmsg'],
  sendto: ['sendto'],
  setsid: ['setsid'],
  setsockopt: ['setsockopt'],
  shutdown: ['shutdown'],
  socket: ['socket'],
  socketpair: ['socketpair'],
  statx: ['statx'],
  syscall: ['pidfd_open', 'io_uring_setup', 'io_uring_register', 'io_uring_enter'],
  tee: ['tee'],
  uv_loop_fork: ['epoll_create1'],
  uv_poll_init: ['epoll_ctl'],
  waitpid: ['wait4'],
  write: ['write'],
};

// These functions never fail, or not with an error number. V8 calls mmap and munmap itself, and ends the process when they fail.
const withoutCalls = new Set(
  `calloc free malloc realloc memchr memcmp memcpy memmove memset snprintf strcmp
   strlen strncmp strnlen strstr ferror inet_ntop inet_pton mmap munmap clock_gettime getpid getppid sigaction sigemptyset signal sysconf abort malloc_trim
   uv_backend_fd uv_close uv_default_loop uv_is_active uv_poll_start uv_poll_stop
   uv_prepare_stop nanosleep strerror dprintf
   uv_walk uv_has_ref uv_handle_get_type uv_ref uv_unref uv_once uv_now uv_hrtime uv_mutex_init uv_mutex_lock
   uv_mutex_unlock uv_prepare_init uv_prepare_start uv_idle_init uv_idle_start uv_idle_stop
   uv_loop_alive`.split(/\s+/),
);

const isRuntime = (name) => name.startsWith('_') || name.startsWith('napi_');

/** The functions that the addon imports, except those of Node-API and of the C runtime. */
const importsOf = (addon) =>
  execFileSync('nm', ['-D', '--undefined-only', addon], { encoding: 'utf8' })
    .split('\n')
    .map((line) => line.trim().split(/\s+/).at(-1).split('@')[0])
    .filter((name) => name !== '' && !isRuntime(name) && !withoutCalls.has(name));

const covered = (name, tried) => {
  const calls = callsOf[name];
  const claims = tried.filter(({ symbols }) => symbols?.includes(name));
  if (calls?.length === 0) return claims.length > 0;
  return claims.some(({ seen }) => calls?.some((call) => seen.has(call)));
};

/** The imports of the addon that no operation has tried; `tried` has `{ symbols, seen }` of each operation. */
export const uncovered = (addon, tried) =>
  importsOf(addon)
    .filter((name) => !covered(name, tried))
    .map((name) =>
      callsOf[name] === undefined
        ? `${name}: unknown; add it to symbols.mjs, and an operation that calls it`
        : `${name}: no operation was seen to call it`,
    );
