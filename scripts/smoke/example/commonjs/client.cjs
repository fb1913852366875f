// The tutorial's client, with require(). It sends its second argument to the port in its first, and prints the answer.
const { createConnection } = require('@fdset/socket');

const [port, message] = process.argv.slice(2);
const conn = createConnection({ host: '127.0.0.1', port: Number(port) }, { timeoutMs: 120_000 });
conn.sendall(Buffer.from(message));
console.log(conn.recv(1024).toString());
conn.close();
