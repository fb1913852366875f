/** Waits for something, but no longer than so; then it rejects with that error. What comes later is of no interest. */
export async function within<T>(ms: number, wanted: Promise<T>, late: () => Error): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(late()), ms);
  });
  try {
    return await Promise.race([wanted, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}
