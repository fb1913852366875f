// What must be closed when Ctrl-C, whoever manages services, or a reader that has seen enough ends the program: the file of a Unix
// socket would stay.

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Runs `work`, and closes at its end, or at that of the program. A program that a signal ends does so by that signal, as its parent expects. */
export async function untilSignal<T>(close: () => void, work: () => Promise<T>): Promise<T> {
  const end = (signal: NodeJS.Signals): void => {
    close();
    forget();
    // Nothing restores the terminal of a program that dies of a signal.
    if (process.stdin.isTTY && process.stdin.isRaw) process.stdin.setRawMode(false);
    process.kill(process.pid, signal);
  };
  const forget = (): void => {
    for (const signal of SIGNALS) process.off(signal, end);
    process.off('exit', close);
  };
  for (const signal of SIGNALS) process.on(signal, end);
  process.on('exit', close);
  try {
    return await work();
  } finally {
    forget();
    close();
  }
}
