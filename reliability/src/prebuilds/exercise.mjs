// Calls the addon once in each of its parts, and prints as JSON which steps have passed. It runs in any program that has Node-API, and
// leaves out what needs libuv, which is a part of Node only.
import { strict as assert } from 'node:assert';
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [entry] = process.argv.slice(2);
const posix = await import(pathToFileURL(entry).href);
const { AF_INET, AF_UNIX, SOCK_DGRAM, SOCK_STREAM } = posix;

const bytes = (text) => Buffer.from(text);
const opened = [];
const open = (fd) => {
  opened.push(fd);
  return fd;
};
const socket = (family, type) => open(posix.socket(family, type));
const pair = (type = SOCK_STREAM) => posix.socketpair(AF_UNIX, type).map(open);
const received = (fd, call = posix.recv) => {
  const buffer = Buffer.alloc(64);
  return buffer.toString('latin1', 0, call(fd, buffer));
};
const bound = (type) => {
  const fd = socket(AF_INET, type);
  posix.bind(fd, { host: '127.0.0.1', port: 0 });
  return fd;
};

const folder = mkdtempSync(join(tmpdir(), 'fdset-exercise-'));

const steps = {
  'a pair of Unix sockets': () => {
    const [one, other] = pair();
    posix.send(one, bytes('pair'));
    assert.equal(received(other), 'pair');
  },
  'a TCP connection': () => {
    const listener = bound(SOCK_STREAM);
    posix.listen(listener, 1);
    const client = socket(AF_INET, SOCK_STREAM);
    posix.connect(client, posix.getsockname(listener));
    const { fd, address } = posix.accept(listener);
    assert.deepEqual(address, posix.getsockname(client));
    posix.send(client, bytes('tcp'));
    assert.equal(received(open(fd)), 'tcp');
  },
  'a batch of UDP datagrams': () => {
    const [receiver, sender] = [bound(SOCK_DGRAM), bound(SOCK_DGRAM)];
    const address = posix.getsockname(receiver);
    const messages = ['a', 'bb'].map((text) => ({ data: bytes(text), address }));
    assert.equal(posix.sendmmsg(sender, messages), 2);
    const buffer = Buffer.alloc(posix.batchSpace(2, 16));
    const found = posix.recvmmsg(receiver, buffer, 2, 16);
    assert.deepEqual(
      found.map((one) => one.bytesReceived),
      [1, 2],
    );
    assert.deepEqual(found[0].address, posix.getsockname(sender));
  },
  'a Unix datagram with the path of its sender': () => {
    const [receiver, sender] = [socket(AF_UNIX, SOCK_DGRAM), socket(AF_UNIX, SOCK_DGRAM)];
    posix.bind(receiver, { path: join(folder, 'receiver') });
    posix.bind(sender, { path: join(folder, 'sender') });
    posix.sendto(sender, bytes('unix'), 0, 4, 0, { path: join(folder, 'receiver') });
    const { address } = posix.recvfrom(receiver, Buffer.alloc(16));
    assert.equal(String(address.path), join(folder, 'sender'));
  },
  'a descriptor in a message': () => {
    const [one, other] = pair();
    const [reading, writing] = posix.pipe().map(open);
    posix.sendmsg(one, [bytes('fd')], { fds: [writing] });
    const message = posix.recvmsg(other, [Buffer.alloc(16)], { controlBytes: posix.fdsSpace(1) });
    posix.write(open(message.fds[0]), bytes('passed'));
    assert.equal(received(reading, posix.read), 'passed');
  },
  'credentials of the peer': () => {
    assert.equal(posix.getPeerCredentials(pair()[0]).pid, process.pid);
  },
  'socket options': () => {
    const fd = socket(AF_INET, SOCK_STREAM);
    posix.setsockopt(fd, posix.SOL_SOCKET, posix.SO_REUSEADDR, 1);
    assert.equal(posix.getsockopt(fd, posix.SOL_SOCKET, posix.SO_REUSEADDR), 1);
    assert.equal(posix.getsockopt(fd, posix.SOL_SOCKET, posix.SO_TYPE), SOCK_STREAM);
  },
  'epoll, poll and select': () => {
    const [one, other] = pair();
    posix.send(one, bytes('ready'));
    const epoll = open(posix.epollCreate());
    posix.epollCtl(epoll, posix.EPOLL_CTL_ADD, other, posix.EPOLLIN);
    assert.equal(posix.epollWait(epoll, new Int32Array(12), 0), 1);
    assert.equal(posix.poll(Int32Array.of(other, posix.POLLIN, 0), 1, 0), 1);
    assert.equal(posix.select(Int32Array.of(other, posix.SELECT_READ, 0), 1, 0), 1);
  },
  'a file sent to a socket': () => {
    const [one, other] = pair();
    const path = join(folder, 'file');
    writeFileSync(path, 'contents');
    const file = openSync(path);
    posix.sendfile(one, file, 0, 8);
    closeSync(file);
    assert.equal(received(other), 'contents');
  },
  'names and addresses': () => {
    const [found] = posix.getaddrinfo('127.0.0.1', '80', { type: SOCK_STREAM });
    assert.deepEqual(found.address, { host: '127.0.0.1', port: 80 });
    assert.equal(posix.ifIndextoname(posix.ifNametoindex('lo')), 'lo');
    assert.equal(posix.inetNtop(AF_INET, posix.inetPton(AF_INET, '192.0.2.1')), '192.0.2.1');
  },
  'clocks and time stamps': () => {
    assert.ok(posix.clockGettimeNs(posix.CLOCK_MONOTONIC) > 0n);
  },
  'the owner of a descriptor, which is told by statx': () => {
    const fd = socket(AF_INET, SOCK_STREAM);
    posix.adopt(fd);
    posix.release(fd);
  },
  'a wake-up': () => {
    const wakeup = posix.createWakeup();
    posix.signalWakeup(wakeup.writeFd);
    posix.drainWakeup(wakeup.readFd);
    posix.closeWakeup(wakeup);
  },
  'errors of the system': () => {
    assert.throws(() => posix.recv(1_000_000, Buffer.alloc(1)), { code: 'EBADF' });
  },
};

const outcomeOf = async (step) => {
  try {
    await step();
    return 'passed';
  } catch (error) {
    return String(error.stack);
  } finally {
    for (const fd of opened.splice(0)) posix.close(fd);
  }
};

const outcomes = {};
for (const [name, step] of Object.entries(steps)) outcomes[name] = await outcomeOf(step);
rmSync(folder, { recursive: true });
// Neither those whose true number is negative, nor those of kqueue, are constants that the headers of a Linux system lack.
const missing = Object.entries(posix.constants).filter(
  ([name, number]) => number === -1 && !/^(EAI|EV|EVFILT)_/.test(name),
);
const runtime = process.versions.bun === undefined ? 'Node' : 'Bun';
const version = process.versions.bun ?? process.versions.node;
const found = { runtime: `${runtime} ${version}`, arch: process.arch };
process.stdout.write(
  JSON.stringify({ ...found, outcomes, missing: missing.map(([name]) => name) }),
);
process.exitCode = Object.values(outcomes).every((outcome) => outcome === 'passed') ? 0 : 1;
