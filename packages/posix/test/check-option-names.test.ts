import { expect, it } from 'vitest';
import {
  AF_INET,
  AF_UNIX,
  SOCK_DGRAM,
  bind,
  checkOptionNames,
  close,
  connect,
  encodeLinger,
  encodeMembership,
  getaddrinfo,
  getnameinfo,
  recv,
  recvmsg,
  send,
  sendmsg,
  sendto,
  socket,
  socketpair,
  tryConnect,
  tryRecv,
  tryRecvmsg,
  trySendmsg,
} from '@fdset/posix';
import { thrownBy } from './helpers/thrown-by.js';

const known = ['maxThreads', 'timeoutMs', 'family'];
const refused = (options: object) => thrownBy(() => checkOptionNames(options, known, 'Server'));

it('an option that nobody reads is refused with the nearest that there is', () => {
  for (const [name, near] of [
    ['maxTreads', 'maxThreads'],
    ['maxthreads', 'maxThreads'],
    ['timeout', 'timeoutMs'],
    ['famliy', 'family'],
  ] as const)
    expect(refused({ [name]: 1 })).toMatchObject({
      name: 'TypeError',
      code: 'ERR_FDSET_UNKNOWN_OPTION',
      message: `Server has no option '${name}': did you mean '${near}'?`,
    });
});

it('an option that resembles none is refused with all that there are', () => {
  expect(refused({ colour: 'red' })).toMatchObject({
    message: "Server has no option 'colour': it has maxThreads, timeoutMs, family",
  });
  expect(thrownBy(() => checkOptionNames({ a: 1 }, [], 'It'))).toMatchObject({
    message: "It has no option 'a': it has none",
  });
});

it('a message refuses what it would not read, and nothing is sent or lost', () => {
  const [a, b] = socketpair(AF_UNIX, SOCK_DGRAM);
  const one = Buffer.alloc(1);
  send(a, one);
  for (const [call, near] of [
    [() => sendmsg(a, one, { fd: [a] } as never), 'fds'],
    [() => trySendmsg(a, one, { adress: {} } as never), 'address'],
    [() => recvmsg(b, one, { controlBytse: 64 } as never), 'controlBytes'],
    [() => tryRecvmsg(b, one, { flag: 0 } as never), 'flags'],
  ] as const)
    expect(thrownBy(call)).toMatchObject({
      code: 'ERR_FDSET_UNKNOWN_OPTION',
      message: expect.stringContaining(`did you mean '${near}'?`) as string,
    });
  expect([recv(b, one), tryRecv(b, one)]).toEqual([1, -1]);
  for (const fd of [a, b]) close(fd);
});

it('what is undefined, inherited or a symbol is no option', () => {
  const options = Object.create({ inherited: 1 }) as object;
  Object.assign(options, { family: 2, colour: undefined, [Symbol('note')]: 1 });
  expect(() => checkOptionNames(options, known, 'Server')).not.toThrow();
  expect(() => checkOptionNames(undefined, known, 'Server')).not.toThrow();
});

it('what is no object has no options', () => {
  for (const options of [null, 5, 'maxThreads'])
    expect(refused(options as never)).toMatchObject({ code: 'ERR_FDSET_INVALID_ARG_TYPE' });
});

it('a name that others give an option is refused with the one that there is', () => {
  const alike = [['maxThreads', 'maxHosts']];
  const error = thrownBy(() => checkOptionNames({ maxHosts: 1 }, known, 'Server', alike));
  expect(error).toMatchObject({
    message: "Server has no option 'maxHosts': did you mean 'maxThreads'?",
  });
});

it('the values of options that there are stay unread', () => {
  const options = {
    get family(): never {
      throw new Error('read');
    },
  };
  expect(() => checkOptionNames(options, known, 'Server')).not.toThrow();
});

const INET = { host: '127.0.0.1', port: 9 };
it.each<[string, (address: never, fd: number) => unknown]>([
  ['bind', (address, fd) => bind(fd, address)],
  ['connect', (address, fd) => connect(fd, address)],
  ['tryConnect', (address, fd) => tryConnect(fd, address)],
  ['getnameinfo', (address) => getnameinfo(address)],
])('%s refuses what is in an address beside its names', (_, call) => {
  const fd = socket(AF_INET, SOCK_DGRAM);
  for (const [address, near] of [
    [{ ...INET, hots: 'x' }, "'hots': did you mean 'host'?"],
    [{ ...INET, scope: 5 }, "'scope': did you mean 'scopeId'?"],
    [{ host: '127.0.0.1', prot: 9 }, "'prot': did you mean 'port'?"],
    [{ path: '/tmp/x', prot: 9 }, "'prot': it has path"],
    [{ pth: '/tmp/x' }, "'pth': did you mean 'path'?"],
    [{ address: '127.0.0.1', port: 9 }, "'address': did you mean 'host'?"],
  ] as const)
    expect(thrownBy(() => call(address as never, fd))).toMatchObject({
      code: 'ERR_FDSET_UNKNOWN_OPTION',
      message: `an address has no option ${near}`,
    });
  close(fd);
});

it('an address for each datagram is asked for its names only when something is missing', () => {
  const fd = socket(AF_INET, SOCK_DGRAM);
  const sent = (address: object) => sendto(fd, Buffer.from('x'), 0, 1, 0, address as never);
  expect(thrownBy(() => sent({ host: '127.0.0.1', prot: 9 }))).toMatchObject({
    message: "an address has no option 'prot': did you mean 'port'?",
  });
  expect(thrownBy(() => sent({ hots: '127.0.0.1', port: 9 }))).toMatchObject({
    message: "an address has no option 'hots': did you mean 'host'?",
  });
  expect(sent({ ...INET, note: 'unread' })).toBe(1);
  close(fd);
});

it.each<[string, string, () => unknown]>([
  ['getaddrinfo', 'famliy', () => getaddrinfo('127.0.0.1', 1, { famliy: 2 } as never)],
  ['encodeLinger', 'secs', () => encodeLinger({ on: true, seconds: 1, secs: 5 } as never)],
  [
    'encodeMembership',
    'interfce',
    () => encodeMembership({ group: '224.0.0.1', interfce: 1 } as never),
  ],
])('%s refuses the unknown name %s', (_, name, call) => {
  const error = thrownBy(call);
  expect(error).toMatchObject({ code: 'ERR_FDSET_UNKNOWN_OPTION' });
  expect((error as Error).message).toContain(`'${name}'`);
});
