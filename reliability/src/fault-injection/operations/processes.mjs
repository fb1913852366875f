// posix: processes by descriptor. A fork server never returns, so ../fork-server/ tries it.
import * as posix from '@fdset/posix';

export const processOperations = {
  'posix.pidfdOpen': {
    symbols: ['syscall'],
    act: (_, s) => void s.fd(posix.pidfdOpen(process.pid)),
  },
  'posix.pidfdSendSignal': {
    setup: (s) => ({ fd: s.fd(posix.pidfdOpen(process.pid)) }),
    act: ({ fd }) => posix.pidfdSendSignal(fd, 0),
  },
};
