// The handler, in a module of its own, because threads and processes import it.
import { AsyncStreamRequestHandler } from '@fdset/socketserver';

export class UpperHandler extends AsyncStreamRequestHandler {
  static source = { module: import.meta.url, name: 'UpperHandler' };

  async handle() {
    for await (const chunk of this.rfile.chunks())
      await this.wfile.write(chunk.toString().toUpperCase());
  }
}
