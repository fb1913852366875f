// Bun.udpSocket.
const socket = await Bun.udpSocket({
  hostname: '127.0.0.1',
  port: 0,
  socket: {
    data(self, data, port, address) {
      self.send(data, port, address);
    },
  },
});
console.log(`READY ${socket.port}`);
