// What servers say to programs that ask for what cannot be.
import { argTypeError } from '@fdset/posix';

export const notInstantiable = (): TypeError =>
  argTypeError('BaseServer cannot be instantiated: extend it, or use TCPServer and its like');

export const alreadyServing = (): TypeError =>
  argTypeError(
    'the server is serving already: await its shutdown() first',
    'ERR_FDSET_ALREADY_SERVING',
  );

export const listenerClosed = (): TypeError =>
  argTypeError(
    'the socket of the server was closed while it served: end a server with serverClose()',
    'ERR_FDSET_CLOSED',
  );

export const handlerNotLoaded = (): TypeError =>
  argTypeError('the handler was given by its module, and is loaded only when the server serves');

// A promise is true, whatever it comes to.
export const asyncVerify = (): TypeError =>
  argTypeError(
    'verifyRequest must not be async: return true or false, and ask what takes time in setup() of the handler',
  );
