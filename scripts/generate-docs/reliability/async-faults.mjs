// The page of the check "async-faults".
import { number, table } from './format.mjs';

const driverRow = ({ driver, messages, bytes, injected }) => [
  driver,
  number(messages),
  number(Math.round(bytes / 2 ** 20)),
  number(injected),
];

const faultRows = (drivers) =>
  drivers.flatMap(({ driver, rows }) =>
    rows.map(({ call, errno, becomes, injected, rejections }) => [
      driver,
      `\`${call}\``,
      errno,
      becomes === 'retried' ? 'retried' : 'rejects',
      number(injected),
      becomes === 'retried' ? '' : number(rejections),
    ]),
  );

export function asyncFaultsBody({ seed, drivers }) {
  return `
Twelve connections of \`AsyncSocket\` at once echo messages of 1 byte to 256 KiB, while three of a hundred calls of the addon fail without
being made: the linker replaces the functions (\`--wrap\`). Operations of the ring are completed by the kernel itself with the error
(IORING_NOP_INJECT_RESULT). Whoever gets an error makes the same call again, sends from \`bytesSent\` on, and must get the
bytes as if nothing had happened. After each round nothing may be open that was not before, and a connection without faults must work.

A fault is retried, or one operation rejects with that error, its \`code\` and \`syscall\`. Of \`recv\`, \`send\`, \`recvmsg\`, \`sendmsg\`,
\`accept4\` and \`socket\` each injected error must have rejected exactly one operation, as far as no other fault looks the same; one of
\`epoll_ctl\`, \`io_uring_enter\` or a new set may reject several that wait for it, or none. EAGAIN of a receive is not injected: it says that nothing
is there, and the driver then waits for the next edge.

- seed: ${seed}

${table(['driver', 'messages', 'MiB each way', 'faults'], drivers.map(driverRow))}

Rejections with the same code and call are counted together.

${table(['driver', 'call', 'error', 'becomes', 'injected', 'rejections'], faultRows(drivers))}
`;
}
