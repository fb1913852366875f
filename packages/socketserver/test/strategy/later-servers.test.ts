// A strategy needs one file and a line for each class of servers. What servers promise also holds for one that is not ours.
import { TCPServer, UDPServer, UnixDatagramServer, UnixStreamServer } from '@fdset/socketserver';
import { describeServers } from '../contract/server-contract.js';
import { LaterMixIn } from '../support/later-mixin.js';

class LaterTCPServer extends LaterMixIn(TCPServer) {}
class LaterUDPServer extends LaterMixIn(UDPServer) {}
class LaterUnixStreamServer extends LaterMixIn(UnixStreamServer) {}
class LaterUnixDatagramServer extends LaterMixIn(UnixDatagramServer) {}

describeServers([
  {
    name: 'LaterTCPServer',
    transport: 'tcp',
    strategy: 'later',
    make: (address, handler, options) => new LaterTCPServer(address, handler, options),
  },
  {
    name: 'LaterUDPServer',
    transport: 'udp',
    strategy: 'later',
    make: (address, handler, options) => new LaterUDPServer(address, handler, options),
  },
  {
    name: 'LaterUnixStreamServer',
    transport: 'unixStream',
    strategy: 'later',
    make: (address, handler, options) => new LaterUnixStreamServer(address, handler, options),
  },
  {
    name: 'LaterUnixDatagramServer',
    transport: 'unixDatagram',
    strategy: 'later',
    make: (address, handler, options) => new LaterUnixDatagramServer(address, handler, options),
  },
]);
