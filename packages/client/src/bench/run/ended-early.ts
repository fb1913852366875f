/** Ctrl-C came before there was anything to measure. */
export class EndedEarly extends Error {
  constructor() {
    super('ended before the server had answered');
  }
}
