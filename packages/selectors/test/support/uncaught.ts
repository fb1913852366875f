/** The uncaught errors of an action, which would otherwise fail the test run. */
export async function uncaughtDuring(action: () => Promise<unknown>): Promise<unknown[]> {
  const errors: unknown[] = [];
  const hear = (error: unknown): unknown => errors.push(error);
  const others = process.rawListeners('uncaughtException');
  process.removeAllListeners('uncaughtException');
  process.on('uncaughtException', hear);
  try {
    await action();
  } finally {
    process.off('uncaughtException', hear);
    for (const other of others) process.on('uncaughtException', other as () => void);
  }
  return errors;
}
