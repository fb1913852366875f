// Prints what logger(1) sends, by UDP or a Unix datagram socket (RFC 3164).
// Run: node examples/src/syslog.mjs PORT|PATH
import { DatagramRequestHandler, UDPServer, UnixDatagramServer } from '@fdset/socketserver';
import { portOr, serve } from './serve.mjs';

const FACILITIES = 'kern user mail daemon auth syslog lpr news uucp cron authpriv ftp'.split(' ');
const SEVERITIES = 'emerg alert crit err warning notice info debug'.split(' ');
const HIGHEST = 191; // local7.debug

class SyslogHandler extends DatagramRequestHandler {
  handle() {
    // Anybody may send: what controls a terminal, or begins a line of its own, is not printed.
    const packet = this.packet
      .toString()
      .trimEnd()
      .replaceAll(/\p{Cc}/gu, ' ');
    const [, priority, text] = /^<(\d{1,3})>(.*)$/.exec(packet) ?? [];
    if (priority === undefined || priority > HIGHEST) return console.log(`? ${packet}`);
    const facility = FACILITIES[priority >> 3] ?? `local${(priority >> 3) - 16}`;
    console.log(`${facility}.${SEVERITIES[priority & 7]} ${text}`);
  }
}

const { 2: where = '' } = process.argv;
const isPath = where.includes('/');
const Server = isPath ? UnixDatagramServer : UDPServer;
const address = isPath ? { path: where } : { host: '127.0.0.1', port: portOr(5140) };
await serve(new Server(address, SyslogHandler));
