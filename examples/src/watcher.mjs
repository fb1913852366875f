// Waits for a named pipe, the terminal and a program's output on one selector. Run:
// mkfifo /tmp/orders; node examples/src/watcher.mjs /tmp/orders sh -c 'echo started; sleep 60', type something, echo hello > /tmp/orders
import { spawn } from 'node:child_process';
import { constants, existsSync, openSync, readSync } from 'node:fs';
import { close, pipe } from '@fdset/posix';
import { DefaultSelector, EVENT_READ } from '@fdset/selectors';

const [, , fifo = '', ...command] = process.argv;
if (!existsSync(fifo) || command.length === 0) {
  console.error('run: mkfifo /tmp/orders; node examples/src/watcher.mjs /tmp/orders COMMAND...');
  process.exit(2);
}
const buffer = Buffer.alloc(4096);
const selector = new DefaultSelector();

const [output, childsEnd] = pipe();
const child = spawn(command[0], command.slice(1), { stdio: ['ignore', childsEnd, childsEnd] });
child.once('exit', (code) => console.log(`the program has ended with ${code}`));
close(childsEnd); // or the pipe would never end, because this process could still write to it

/** What is called when a descriptor has something, or its end. */
const show = (name) => (text) => console.log(`${name}: ${text.trimEnd()}`);
const onTerminal = (text) => (text === '' || text === 'q\n' ? stop() : show('terminal')(text));
const onOutput = (text) => (text === '' ? selector.unregister(output) : show('program')(text));

const stop = () => {
  child.kill();
  selector.close();
};

// Opened for writing too: so the pipe does not end when a writer leaves.
const orders = openSync(fifo, constants.O_RDWR | constants.O_NONBLOCK);
selector.register(orders, EVENT_READ, show('pipe'));
selector.register(0, EVENT_READ, onTerminal);
selector.register(output, EVENT_READ, onOutput);
console.log('watching');
for await (const { key } of selector)
  key.data(buffer.toString('utf8', 0, readSync(key.fd, buffer)));
