// The tutorial's client, typed. It sends its second argument to the port in its first, and prints the answer.
import { createConnection } from '@fdset/socket';

const [port, message = ''] = process.argv.slice(2);
const conn = createConnection({ host: '127.0.0.1', port: Number(port) }, { timeoutMs: 120_000 });
conn.sendall(Buffer.from(message));
const answer: Buffer = conn.recv(1024);
console.log(answer.toString());
conn.close();
