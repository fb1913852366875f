// Sends each line back in upper case. It is a module of its own, because threads load it.
import { StreamRequestHandler } from '@fdset/socketserver';

export class UpperHandler extends StreamRequestHandler {
  static source = { module: import.meta.url, name: 'UpperHandler' };

  handle() {
    for (const line of this.rfile) this.wfile.write(line.toString().toUpperCase());
  }
}
