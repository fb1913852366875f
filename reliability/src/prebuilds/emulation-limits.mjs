// What qemu 7.2 emulates otherwise than the kernel does it. A test that fails for such a reason says nothing of the addon.
const limits = [
  [
    /time ?stamp|stamped|SO_TIMESTAMPING|a stamp that was cut off/i,
    'qemu knows no time stamps of messages',
  ],
  [/TCP_INFO/, 'qemu takes every option of TCP for one number'],
  [/mount without exec/, 'qemu maps files without asking for the right to execute them'],
  [/K10: /, 'qemu does not tell that ancillary data was cut off'],
];

/** Why a test cannot pass under qemu; undefined if it can. */
export const emulationLimit = ({ fullName }) =>
  limits.find(([pattern]) => pattern.test(fullName))?.[1];
