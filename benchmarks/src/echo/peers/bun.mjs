// Bun.listen, with TLS if the files of a key and of a certificate are given. Data that the kernel does not take waits at its
// socket, in order.
const [key, cert] = process.argv.slice(2).map((path) => Bun.file(path));

const flush = (socket) => {
  while (socket.data.length > 0) {
    const [first] = socket.data;
    const sent = socket.write(first);
    if (sent < first.length) {
      socket.data[0] = first.subarray(Math.max(sent, 0));
      return;
    }
    socket.data.shift();
  }
};

const server = Bun.listen({
  hostname: '127.0.0.1',
  port: 0,
  tls: key && { key, cert },
  socket: {
    open(socket) {
      socket.data = [];
      socket.setNoDelay(true);
    },
    data(socket, data) {
      if (socket.data.length > 0) {
        socket.data.push(Buffer.from(data));
        return;
      }
      const sent = socket.write(data);
      if (sent < data.length) socket.data.push(Buffer.from(data.subarray(Math.max(sent, 0))));
    },
    drain: flush,
    error() {},
  },
});
console.log(`READY ${server.port}`);
