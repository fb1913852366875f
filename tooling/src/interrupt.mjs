// Ctrl-C and friends as an AbortSignal, so that a step can end its children before the script ends.
// npm passes a SIGINT on that the terminal has sent already: the second one is no news.
import { constants } from 'node:os';

export class Interrupted extends Error {
  constructor(signalName) {
    super('interrupted');
    this.signalName = signalName;
    this.exitCode = 128 + constants.signals[signalName];
  }
}

const signalNames = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** `{ signal, stop }`: the signal aborts with an `Interrupted`; `stop` removes the listeners. */
export const listenForInterrupt = () => {
  const controller = new AbortController();
  const onSignal = (name) => controller.abort(new Interrupted(name));
  for (const name of signalNames) process.on(name, onSignal);
  return {
    signal: controller.signal,
    stop: () => {
      for (const name of signalNames) process.off(name, onSignal);
    },
  };
};
