// What may fail in the life of a fork server, and what has to come of it.
const words = (text) => text.split(' ');

/** What the asking side sees when nothing fails; see asking-side.mjs. */
export const allWell = ['forked', 'exited 7', 'forked', 'exited -15', 'end 0'];

const same = () => allWell;
const cannotFork = ({ errno }) => [`cannot fork ${errno}`, 'end 3'];
// The request of that number is answered with the error, and the other one is served.
const refused = ({ errno, when }) =>
  when === 1
    ? [`not forked ${errno}`, ...allWell.slice(2)]
    : [...allWell.slice(0, 2), `not forked ${errno}`, 'end 0'];
// It ends, and its children go on: whatever it has told by then comes first.
const ends = () => null;
// Every child's first call of it fails, and so they do not come to say a word.
const childThrows = () => ['forked', 'exited 3', 'forked', 'exited 3', 'end 0'];
// The server says again what found no room; the first word is also that of each child, which ends of it.
const saysAgain = ({ when }) =>
  when === 1 ? ['forked', 'exited 1', 'forked', 'exited 1', 'end 0'] : allWell;
// The server makes one for each child, and libuv two in the child: it aborts without the first, and throws without the second.
const refusedOrEnds = (fault) =>
  fault.when === 1
    ? [...refused(fault).slice(0, 2), 'exited -6', 'end 0']
    : ['forked', 'exited 3', ...refused(fault).slice(2)];

const rulesOf = (errnos, rule) => Object.fromEntries(errnos.map((errno) => [errno, rule]));

/** By call and error. */
export const outcomes = {
  openat: rulesOf(words('EMFILE ENFILE ENOMEM EACCES ENOENT'), cannotFork),
  read: rulesOf(['EIO'], cannotFork),
  madvise: rulesOf(words('ENOMEM EAGAIN'), cannotFork),
  clone: rulesOf(words('EAGAIN ENOMEM'), refused),
  pidfd_open: rulesOf(words('EMFILE ENFILE ENOMEM ENODEV'), refused),
  recvmsg: { ...rulesOf(words('EINTR ENOMEM'), same), ECONNRESET: ends },
  poll: rulesOf(words('EINTR ENOMEM'), same),
  sendto: {
    EINTR: same,
    ...rulesOf(words('ENOBUFS ENOMEM'), saysAgain),
    ...rulesOf(words('EPIPE ECONNRESET'), ends),
  },
  wait4: { EINTR: same },
  close: rulesOf(words('EINTR EIO'), same),
  setsid: { EPERM: same },
  dup3: rulesOf(words('EBUSY EMFILE'), childThrows),
  epoll_create1: rulesOf(words('EMFILE ENFILE ENOMEM'), childThrows),
  eventfd2: rulesOf(words('EMFILE ENFILE ENOMEM'), childThrows),
  pipe2: rulesOf(words('EMFILE ENFILE'), refusedOrEnds),
};

/** What is traced besides. */
export const alsoTraced = ['kill'];

/** Faults that only matter together. */
export const together = [
  [
    { call: 'pidfd_open', when: 1, errno: 'EMFILE' },
    { call: 'wait4', when: 1, errno: 'EINTR' },
  ],
];
