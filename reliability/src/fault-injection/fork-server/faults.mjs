// The system calls of a fork server that may fail, and the required outcome of each failure.
const words = (text) => text.split(' ');

/** The events that the asking side sees when nothing fails; see asking-side.mjs. */
export const allWell = ['forked', 'exited 7', 'forked', 'exited -15', 'end 0'];

const same = () => allWell;
const cannotFork = ({ errno }) => [`cannot fork ${errno}`, 'end 3'];
// The request with the number `when` is answered with the error. The other request is served.
const refused = ({ errno, when }) =>
  when === 1
    ? [`not forked ${errno}`, ...allWell.slice(2)]
    : [...allWell.slice(0, 2), `not forked ${errno}`, 'end 0'];
// The fork server ends, and its children go on. The replies that it has sent by then arrive first.
const ends = () => null;
// The first such call of every child fails, so no child sends its first message.
const childThrows = () => ['forked', 'exited 3', 'forked', 'exited 3', 'end 0'];
// The fork server repeats a reply for which there was no room. The first sendto of each child fails as well, and ends
// the child.
const saysAgain = ({ when }) =>
  when === 1 ? ['forked', 'exited 1', 'forked', 'exited 1', 'end 0'] : allWell;
// The fork server makes a pipe for each child. libuv makes two in the child; without the first it aborts, and without
// the second it throws.
const refusedOrEnds = (fault) =>
  fault.when === 1
    ? [...refused(fault).slice(0, 2), 'exited -6', 'end 0']
    : ['forked', 'exited 3', ...refused(fault).slice(2)];

const rulesOf = (errnos, rule) => Object.fromEntries(errnos.map((errno) => [errno, rule]));

/** The outcomes, by system call and error. */
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

/** Calls that are traced although none of them is made to fail. */
export const alsoTraced = ['kill'];

/** Faults that only matter together. */
export const together = [
  [
    { call: 'pidfd_open', when: 1, errno: 'EMFILE' },
    { call: 'wait4', when: 1, errno: 'EINTR' },
  ],
];
